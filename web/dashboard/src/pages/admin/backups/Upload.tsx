import { Upload as Icon } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { attempt, toast } from "../../../design/Toast";
import { request } from "../../../link/http";
import { backupWords } from "../../../words/backups";

/** Takes an archive that was kept elsewhere. */
export function Upload({ uploaded }: { uploaded: () => void }) {
  const t = backupWords.value;
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const upload = async (file: File) => {
    setBusy(true);
    toast.info(t.uploading(file.name));
    const headers = { "Content-Type": "application/gzip" };
    await attempt(
      () => request("/api/admin/backups", { method: "POST", body: file, headers }),
      t.uploaded(file.name),
    );
    setBusy(false);
    uploaded();
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".gz,.tgz,application/gzip"
        class="visually-hidden"
        tabIndex={-1}
        aria-label={t.upload}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file !== undefined) void upload(file);
        }}
      />
      <Button size="small" icon={<Icon />} isBusy={isBusy} onClick={() => input.current?.click()}>
        {t.upload}
      </Button>
    </>
  );
}
