/** What the database, a mail server or the payment service said, in its own words. */
export function LastError({ text }: { text: string }) {
  return <p className="max-w-md break-words text-danger text-xs">{text}</p>;
}
