import { toast } from "../../../design/Toast";
import { number } from "../../../lib/format";
import { uploadWords } from "../../../words/uploads";
import type { Choice } from "./dropped";
import { add } from "./uploads";

/** Puts what was chosen into the list, and says what was left out. */
export function take(choice: Choice, target: string): void {
  const t = uploadWords.peek();
  if (choice.files.length === 0) toast.error(t.nothing);
  else if (choice.leftOut > 0) toast.info(t.left(number(choice.leftOut)));
  add(choice, target);
}
