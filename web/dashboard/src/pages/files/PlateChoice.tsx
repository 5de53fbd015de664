import { Select } from "../../design/Field";
import { number } from "../../lib/format";
import { filePageWords } from "../../words/filePage";
import { factsOf, type StoredFile } from "./facts";

/** Which plate of a 3MF; nothing where there is only one. */
export function PlateChoice({
  file,
  plate,
  onPlate,
}: {
  file: StoredFile;
  plate: number | null;
  onPlate: (plate: number) => void;
}) {
  const t = filePageWords.value;
  const plates = factsOf(file.metadata).plates ?? [];
  if (plates.length < 2) return null;
  return (
    <Select
      label={t.plateLabel}
      value={String(plate)}
      options={plates.map((one) => ({
        value: String(one.plate),
        label: one.name || t.plate(number(one.plate)),
      }))}
      onValue={(value) => onPlate(Number(value))}
    />
  );
}
