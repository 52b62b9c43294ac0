/** The error in the words of the database, a mail server or the payment service. */
export function LastError({ text }: { text: string }) {
  return <p className="break-words text-danger text-caption @4xl:max-w-xs">{text}</p>;
}
