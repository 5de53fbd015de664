import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { Button } from "../../design/Button";
import { Dialog } from "../../design/Dialog";
import { Field, Switch } from "../../design/Field";
import { Loaded, Notice } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { attempt } from "../../design/Toast";
import { number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { common } from "../../words/common";
import { jobWords } from "../../words/jobs";
import css from "./Recovery.module.css";

type Begin = NonNullable<Schemas["RecoveryInput"]["begin"]>;

const BEGINS: readonly Begin[] = ["layer", "previous_layer", "line"];

/** The plan for the rest of a failed print; it is printed once somebody has looked at the bed and confirms. */
export function Recovery({ job, onClose }: { job: Schemas["Job"]; onClose: () => void }) {
  const t = jobWords.value;
  const [, navigate] = useLocation();
  const [begin, setBegin] = useState<Begin>("layer");
  const [offset, setOffset] = useState("0");
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const zOffsetMm = Number(offset) || 0;
  const path = { id: job.id };
  const plan = useResource(
    () => call("POST /api/jobs/{id}/recover", { path, body: { begin, zOffsetMm } }),
    [job.id, begin, zOffsetMm],
  );
  const confirm = async () => {
    setBusy(true);
    const isDone = await attempt(
      () => call("POST /api/jobs/{id}/recover", { path, body: { begin, zOffsetMm, confirm: true } }),
      t.newJob,
    );
    setBusy(false);
    if (isDone) navigate("/");
  };
  return (
    <Dialog
      title={t.recovery}
      onClose={onClose}
      shape="wide"
      actions={
        <>
          <Button onClick={onClose}>{common.value.cancel}</Button>
          <Button
            kind="primary"
            isBusy={isBusy}
            disabledReason={isSure ? null : t.confirmRecovery}
            onClick={confirm}
          >
            {t.continue}
          </Button>
        </>
      }
    >
      <Segments
        label={t.recoveryIntro}
        value={begin}
        options={BEGINS.map((one) => ({ value: one, label: t.begin[one] }))}
        onValue={setBegin}
      />
      <Field
        label={t.zOffset}
        unit="mm"
        type="number"
        min="-1"
        max="1"
        step="0.05"
        value={offset}
        onValue={setOffset}
      />
      <Loaded resource={plan}>{(data) => <Plan plan={data.plan} />}</Loaded>
      <Switch label={t.confirmRecovery} checked={isSure} onValue={setSure} />
    </Dialog>
  );
}

function Plan({ plan }: { plan: Schemas["RecoveryPlan"] }) {
  const t = jobWords.value;
  const height = number(plan.heightMm, 2);
  return (
    <div class={css.plan}>
      <p class={css.where}>
        {plan.layer === null ? t.atHeight(height) : t.atLayer(number(plan.layer), height)}
      </p>
      {plan.warnings.map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
      <h3>{t.plan}</h3>
      <ol class={css.steps}>
        {plan.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <details>
        <summary>{t.commands}</summary>
        <pre class={css.commands}>{plan.commands.join("\n")}</pre>
      </details>
    </div>
  );
}
