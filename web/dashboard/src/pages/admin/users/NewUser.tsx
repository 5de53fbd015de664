import { useState } from "preact/hooks";
import { Button } from "../../../design/Button";
import { Dialog } from "../../../design/Dialog";
import { Field, Select } from "../../../design/Field";
import { attempt } from "../../../design/Toast";
import type { Schemas } from "../../../link/api";
import { call } from "../../../link/http";
import { common } from "../../../words/common";
import { roleWords } from "../../../words/roles";
import { userWords } from "../../../words/users";
import rows from "../Rows.module.css";
import { ROLES } from "./UserRow";

const FORM = "new-user";

export function NewUser({ onClose, made }: { onClose: () => void; made: () => void }) {
  const t = userWords.value;
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<Schemas["UserRole"]>("OPERATOR");
  const [isBusy, setBusy] = useState(false);
  const add = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const isDone = await attempt(
      () => call("POST /api/users", { body: { username, email, password, role } }),
      t.added(username),
    );
    setBusy(false);
    if (!isDone) return;
    made();
    onClose();
  };
  return (
    <Dialog
      title={t.add}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button kind="primary" type="submit" form={FORM} isBusy={isBusy}>
            {t.add}
          </Button>
        </>
      }
    >
      <form id={FORM} class={rows.form} onSubmit={add}>
        <Field
          label={t.username}
          hint={t.usernameHint}
          value={username}
          required
          minLength={3}
          maxLength={32}
          autocomplete="off"
          onValue={setUsername}
        />
        <Field label={t.email} type="email" value={email} required autocomplete="off" onValue={setEmail} />
        <Field
          label={t.password}
          hint={t.passwordHint}
          type="password"
          value={password}
          required
          minLength={8}
          autocomplete="new-password"
          onValue={setPassword}
        />
        <Select
          label={t.role}
          value={role}
          options={ROLES.map((value) => ({ value, label: roleWords.value.long[value] }))}
          onValue={setRole}
        />
      </form>
    </Dialog>
  );
}
