import { CircleCheck, LoaderCircle, RefreshCw, TriangleAlert, Usb } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../design/Button";
import { Empty, Loaded, Notice } from "../../design/States";
import { attempt } from "../../design/Toast";
import { useResource } from "../../lib/resource";
import type { Schemas } from "../../link/api";
import { call } from "../../link/http";
import { unavailable } from "../../state/orders";
import { printer, printerName, printers } from "../../state/printers";
import { setupWords } from "../../words/setup";
import { stateWord } from "../../words/states";
import css from "./Setup.module.css";

type Port = Schemas["SerialPort"];

/** Chooses the serial port, connects, and keeps the port once the printer has answered on it. */
export function PortStep() {
  const t = setupWords.value;
  const name = printerName.value;
  const isSimulated = printers.value.find((one) => one.name === name)?.simulated ?? false;
  const ports = useResource(
    () => call("GET /api/printers/{printer}/ports", { path: { printer: name } }),
    [name],
  );
  const [chosen, choose] = useState<Port | null>(null);
  const { connect, isBusy } = useConnecting(name);
  return (
    <>
      <ConnectionNotice />
      {isSimulated && <Notice>{t.simulated}</Notice>}
      <Loaded resource={ports} height="8rem">
        {(data) =>
          data.ports.length === 0 ? (
            !isSimulated && (
              <Empty icon={<Usb />} title={t.noPorts}>
                {t.noPortsHint}
              </Empty>
            )
          ) : (
            <fieldset class={css.choices}>
              <legend class="visually-hidden">{t.ports}</legend>
              {data.ports.map((one) => (
                <PortChoice
                  key={one.device}
                  port={one}
                  isChosen={chosen?.device === one.device}
                  onChoose={() => choose(one)}
                />
              ))}
            </fieldset>
          )
        }
      </Loaded>
      <div class={css.row}>
        {chosen && (
          <Button
            kind="primary"
            isBusy={isBusy}
            disabledReason={unavailable("connect")}
            onClick={() => connect(chosen)}
          >
            {t.connect}
          </Button>
        )}
        <Button icon={<RefreshCw />} kind="quiet" isBusy={ports.isLoading} onClick={ports.reload}>
          {t.searchAgain}
        </Button>
      </div>
    </>
  );
}

/** Connects by a port, and keeps it in the settings when the printer is ready on it. */
function useConnecting(name: string): { connect: (port: Port) => void; isBusy: boolean } {
  const [isBusy, setBusy] = useState(false);
  const [tried, setTried] = useState<Port | null>(null);
  const connection = printer.value.status.value?.connection;
  const isReady = tried !== null && connection?.state === "ready" && connection.device === tried.device;
  useEffect(() => {
    if (!isReady || tried === null) return;
    setTried(null);
    void attempt(
      () =>
        call("PATCH /api/settings/{table}/{name}", {
          path: { table: "printers", name },
          body: { values: { device: lastingName(tried) } },
        }),
      setupWords.peek().stored,
    );
  }, [isReady]);
  const connect = async (port: Port) => {
    setBusy(true);
    const path = { printer: name };
    const body = { device: port.device };
    if (await attempt(() => call("POST /api/printers/{printer}/connect", { path, body }))) setTried(port);
    setBusy(false);
  };
  return { connect: (port) => void connect(port), isBusy };
}

/** A name that stays when the computer numbers its ports anew, where the device has one. */
function lastingName(port: Port): string {
  const isPlain = port.serialNumber !== null && /^[\w.-]+$/.test(port.serialNumber);
  return port.usb !== null && isPlain ? `${port.usb}/${port.serialNumber}` : port.device;
}

function ConnectionNotice() {
  const t = setupWords.value;
  const connection = printer.value.status.value?.connection;
  if (connection === undefined) return null;
  const { state, reason, device, baudrate } = connection;
  if (state === "ready")
    return (
      <Notice kind="good" icon={<CircleCheck aria-hidden="true" />}>
        {baudrate === null
          ? t.connected(device ?? printerName.value)
          : t.connectedAt(device ?? printerName.value, String(baudrate))}
      </Notice>
    );
  if (state === "connecting")
    return <Notice icon={<LoaderCircle class={css.turning} aria-hidden="true" />}>{t.connecting}</Notice>;
  return (
    <Notice kind="warning" icon={<TriangleAlert aria-hidden="true" />}>
      <strong>{stateWord(state)}.</strong> {reason ?? t.notConnected}
    </Notice>
  );
}

interface PortChoiceProps {
  port: Port;
  isChosen: boolean;
  onChoose: () => void;
}

function PortChoice({ port, isChosen, onChoose }: PortChoiceProps) {
  const t = setupWords.value;
  return (
    <label class={css.choice}>
      <input type="radio" name="port" checked={isChosen} onChange={onChoose} />
      <Usb aria-hidden="true" />
      <span class={css.choiceText}>
        <strong class="truncate">{port.description ?? port.device}</strong>
        <span class="muted small truncate">
          {[port.description && port.device, port.usb, port.serialNumber].filter(Boolean).join(" · ")}
        </span>
      </span>
      {port.configured && <span class={css.tag}>{t.inUse}</span>}
    </label>
  );
}
