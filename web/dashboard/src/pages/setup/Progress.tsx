import { Check } from "lucide-preact";
import { Link } from "wouter-preact";
import { setupWords } from "../../words/setup";
import css from "./Setup.module.css";

interface ProgressProps {
  label: string;
  steps: readonly { name: keyof typeof setupWords.value.steps; isDone: boolean }[];
  index: number;
}

/** All steps: which are behind, which is now. */
export function Progress({ label, steps, index }: ProgressProps) {
  const t = setupWords.value;
  return (
    <nav aria-label={label}>
      <ol class={css.progress}>
        {steps.map((one, at) => (
          <li key={one.name} data-state={at === index ? "now" : at < index ? "past" : "ahead"}>
            <Link href={`/setup/${one.name}`} aria-current={at === index ? "step" : undefined}>
              <span class={css.track} />
              <span class={css.stepName}>
                {at < index && one.isDone && <Check aria-hidden="true" />}
                {t.steps[one.name]}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
