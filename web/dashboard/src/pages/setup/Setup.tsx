import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useLocation, useRoute } from "wouter-preact";
import { useFollowing } from "../../app/following";
import { StopButton } from "../../app/StopButton";
import { Button } from "../../design/Button";
import { LinkButton } from "../../design/LinkButton";
import { Skeleton } from "../../design/States";
import { number } from "../../lib/format";
import { printer } from "../../state/printers";
import { setupWords } from "../../words/setup";
import { CameraStep, hasPicture } from "./CameraStep";
import { DoneStep } from "./DoneStep";
import { FirmwareStep } from "./FirmwareStep";
import { PhoneStep } from "./PhoneStep";
import { PortStep } from "./PortStep";
import { Progress } from "./Progress";
import css from "./Setup.module.css";
import { TrialStep, wasTried } from "./TrialStep";

type Name = keyof typeof setupWords.value.steps;

interface Step {
  name: Name;
  component: ComponentType;
  /** Whether it has been done, so that going on skips nothing. */
  isDone: () => boolean;
}

const STEPS: readonly Step[] = [
  {
    name: "port",
    component: PortStep,
    isDone: () => printer.value.status.value?.connection.state === "ready",
  },
  {
    name: "firmware",
    component: FirmwareStep,
    isDone: () => Boolean(printer.value.status.value?.firmware),
  },
  { name: "trial", component: TrialStep, isDone: () => wasTried.value },
  { name: "camera", component: CameraStep, isDone: () => hasPicture.value },
  { name: "phone", component: PhoneStep, isDone: () => true },
  { name: "done", component: DoneStep, isDone: () => true },
];

/** A short sequence after the first account; every step can be left out, and done again later. */
export default function Setup() {
  const t = setupWords.value;
  const isKnown = useFollowing("shown");
  const [, params] = useRoute("/setup/:step?");
  const [, go] = useLocation();
  const index = Math.max(
    0,
    STEPS.findIndex((one) => one.name === params?.step),
  );
  const step = STEPS[index] as Step;
  const before = STEPS[index - 1];
  const after = STEPS[index + 1];
  const Content = step.component;
  return (
    <div class={css.page}>
      <header class={css.bar}>
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span class={css.name}>{t.title}</span>
        <div class={css.end}>
          {after && (
            <LinkButton href="/" kind="quiet">
              {t.leave}
            </LinkButton>
          )}
          <StopButton />
        </div>
      </header>
      <Progress
        label={t.title}
        steps={STEPS.map((one) => ({ name: one.name, isDone: one.isDone() }))}
        index={index}
      />
      <main class={css.step}>
        <Heading key={step.name} index={index} />
        {isKnown ? <Content /> : <Skeleton height="16rem" />}
        <footer class={css.actions}>
          {before && (
            <Button kind="quiet" onClick={() => go(`/setup/${before.name}`)}>
              {t.back}
            </Button>
          )}
          {after && (
            <Button kind={step.isDone() ? "primary" : "normal"} onClick={() => go(`/setup/${after.name}`)}>
              {step.isDone() ? t.next : t.skip}
            </Button>
          )}
        </footer>
      </main>
    </div>
  );
}

/** Says what the step is about; it is read out when the step comes. */
function Heading({ index }: { index: number }) {
  const t = setupWords.value;
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => element.current?.focus({ preventScroll: true }), []);
  const name = (STEPS[index] as Step).name;
  return (
    <header class={css.heading}>
      <p class="muted small">{t.stepOf(number(index + 1), number(STEPS.length))}</p>
      <h1 ref={element} tabIndex={-1}>
        {t[`${name}Title`]}
      </h1>
      <p class="muted">{t[`${name}Lead`]}</p>
    </header>
  );
}
