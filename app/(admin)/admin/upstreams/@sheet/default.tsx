/** An address that is opened directly has no sheet. */
export default function NoSheet() {
  return null;
}
