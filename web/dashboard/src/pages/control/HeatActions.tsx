import { Button } from "../../design/Button";
import { toast } from "../../design/Toast";
import { order } from "../../state/orders";
import { controlWords } from "../../words/control";

export function HeatActions() {
  const t = controlWords.value;
  const off = async () => {
    if (await order("POST /api/printers/{printer}/heaters-off")) toast.good(t.allOffDone);
  };
  return <Button onClick={off}>{t.allOff}</Button>;
}
