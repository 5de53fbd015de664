import { MessageCircleQuestionMark } from "lucide-preact";
import { Button } from "../../design/Button";
import { Notice } from "../../design/States";
import { attempt } from "../../design/Toast";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { printerName } from "../../state/printers";
import { isOperator } from "../../state/session";
import { homeWords } from "../../words/home";
import css from "./PrintPanel.module.css";

/** A question of the firmware, with its answers. */
export function PromptPanel({ prompt }: { prompt: Schemas["Prompt"] }) {
  const answer = (choice: number) =>
    attempt(() =>
      call("POST /api/printers/{printer}/prompt", {
        path: { printer: printerName.value },
        body: { choice },
      }),
    );
  return (
    <Notice kind="warning" icon={<MessageCircleQuestionMark aria-hidden="true" />}>
      <p>
        <strong>{homeWords.value.answer}:</strong> {prompt.text}
      </p>
      {isOperator.value && (
        <div class={css.choices}>
          {prompt.choices.map((choice, index) => (
            <Button key={choice} size="small" onClick={() => answer(index)}>
              {choice}
            </Button>
          ))}
        </div>
      )}
    </Notice>
  );
}
