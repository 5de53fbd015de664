/** A text of the server, in which what stands between backticks is code. */
export function Marked({ text }: { text: string | null | undefined }) {
  const parts = (text ?? "").split("`");
  return (
    <span lang="en">
      {parts.map((part, index) => {
        const key = `${index} ${part}`;
        return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>;
      })}
    </span>
  );
}
