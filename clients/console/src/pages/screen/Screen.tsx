/** The screen of a hall. */
export default function Screen() {
  return null;
}
