/** The error in the words of the database, a mail server or the payment service. */
export function LastError({ text }: { text: string }) {
  return <span className="block text-caption break-words text-danger sm:max-w-xs">{text}</span>;
}
