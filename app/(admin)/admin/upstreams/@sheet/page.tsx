/** The list alone. */
export default function ClosedSheet() {
  return null;
}
