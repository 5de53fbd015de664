import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Select, Switch, TextArea } from "../../design/Field";
import { Panel } from "../../design/Panel";
import { attempt } from "../../design/Toast";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { isOperator } from "../../state/session";
import { common } from "../../words/common";
import { jobWords } from "../../words/jobs";

type Reason = Schemas["UserReason"];

const NOBODY_SAID = "";

/** What people add to a job: notes, and whether visitors see it. */
export function JobNotes({ job, reload }: { job: Schemas["Job"]; reload: () => void }) {
  const t = jobWords.value;
  const [notes, setNotes] = useState(job.notes ?? "");
  if (!isOperator.value)
    return job.notes ? (
      <Panel title={t.notes}>
        <p>{job.notes}</p>
      </Panel>
    ) : null;
  const change = async (body: Schemas["JobChange"]) => {
    await attempt(() => call("PATCH /api/jobs/{id}", { path: { id: job.id }, body }), t.saved);
    reload();
  };
  return (
    <Panel title={t.notes}>
      {(job.status === "FAILED" || job.status === "CANCELLED") && (
        <Select
          label={job.status === "FAILED" ? t.whyFailed : t.whyCancelled}
          hint={t.whyHint}
          value={job.userReason ?? NOBODY_SAID}
          options={[
            { value: NOBODY_SAID, label: t.nobodySaid },
            ...Object.entries(t.userReasons).map(([value, label]) => ({ value: value as Reason, label })),
          ]}
          onValue={(value) => change({ userReason: value === NOBODY_SAID ? null : value })}
        />
      )}
      <TextArea
        label={t.notes}
        hideLabel
        hint={t.notesHint}
        maxLength={5000}
        value={notes}
        onValue={setNotes}
      />
      {notes !== (job.notes ?? "") && (
        <Button onClick={() => change({ notes: notes || null })}>{common.value.save}</Button>
      )}
      <Switch
        label={t.isPublic}
        hint={t.isPublicHint}
        checked={job.isPublic}
        onValue={(isPublic) => change({ isPublic })}
      />
    </Panel>
  );
}
