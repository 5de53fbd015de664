import { ChartColumn, Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Page, Panel } from "../../design/Panel";
import { Empty, Loaded } from "../../design/States";
import { Segments } from "../../design/Tabs";
import { attempt } from "../../design/Toast";
import { saveBlob } from "../../lib/files";
import { number } from "../../lib/format";
import { useResource } from "../../lib/resource";
import { address, call, request } from "../../link/http";
import { printers } from "../../state/printers";
import { statisticsWords } from "../../words/statistics";
import { Calendar } from "./Calendar";
import { Failures } from "./Failures";
import { Materials } from "./Materials";
import { Predictions } from "./Predictions";
import { PrintsOverTime } from "./PrintsOverTime";
import css from "./Statistics.module.css";
import { Summary } from "./Summary";

const PERIODS = ["30", "90", "365"] as const;
const DAY_MS = 86_400_000;
const ALL = "";

/** How printing has gone: in all, over time, by material, by reason, and against what was predicted. */
export default function Statistics() {
  const t = statisticsWords.value;
  const [days, setDays] = useState<(typeof PERIODS)[number]>("90");
  const [printer, setPrinter] = useState(ALL);
  const query = queryOf(Number(days), printer);
  const inputs = [days, printer];
  const figures = useResource(
    () => call("GET /api/analytics/statistics", { query: { ...query, groupBy: "day" } }),
    inputs,
    ["print:completed", "print:failed", "print:cancelled"],
  );
  const exportCsv = async () => {
    const response = await request(address("/api/analytics/export", {}, { ...query }));
    saveBlob(await response.blob(), `lezerprint-${new Date().toISOString().slice(0, 10)}.csv`);
  };
  return (
    <Page
      title={t.title}
      aside={
        <>
          {printers.value.length > 1 && (
            <Segments
              label={t.allPrinters}
              value={printer}
              options={[
                { value: ALL, label: t.allPrinters },
                ...printers.value.map((one) => ({ value: one.name, label: one.name })),
              ]}
              onValue={setPrinter}
            />
          )}
          <Segments
            label={t.period}
            value={days}
            options={PERIODS.map((one) => ({
              value: one,
              label: one === "365" ? t.year : t.days(number(Number(one))),
            }))}
            onValue={setDays}
          />
          <Button size="small" icon={<Download />} onClick={() => attempt(exportCsv)}>
            {t.export}
          </Button>
        </>
      }
    >
      <Loaded resource={figures} height="30rem">
        {(data) =>
          data.total.totalPrints === 0 ? (
            <Empty icon={<ChartColumn />} title={t.none}>
              {t.noneHint}
            </Empty>
          ) : (
            <div class={css.page}>
              <Summary total={data.total} query={query} inputs={inputs} />
              <Panel title={t.overTime} class={css.wide}>
                <PrintsOverTime periods={data.statistics} days={Number(days)} />
              </Panel>
              <Panel title={t.calendar}>
                <Calendar periods={data.statistics} />
              </Panel>
              <Panel title={t.failures}>
                <Failures query={query} inputs={inputs} />
              </Panel>
              <Panel title={t.materials}>
                <Materials query={query} inputs={inputs} />
              </Panel>
              <Panel title={t.predictions}>
                <Predictions query={query} inputs={inputs} />
              </Panel>
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}

export interface AnalyticsQuery {
  from: string;
  timezone: string;
  printer?: string;
}

/** What a part needs to load by itself. */
export interface PartProps {
  query: AnalyticsQuery;
  inputs: readonly unknown[];
}

function queryOf(days: number, printer: string): AnalyticsQuery {
  return {
    // From the begin of a day, so that the same page asks for the same.
    from: new Date(Math.floor((Date.now() - days * DAY_MS) / DAY_MS) * DAY_MS).toISOString(),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(printer === ALL ? {} : { printer }),
  };
}
