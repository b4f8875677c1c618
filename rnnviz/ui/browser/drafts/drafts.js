// What somebody writes, kept by their browser until it is as it was at first.

/**
 * The browser may keep nothing: then there is nothing to give back.
 * @param {(store: Storage) => string | void} what
 */
function attempt(what) {
  try {
    return what(localStorage) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {{
 *   data: { place: string, text: string, ask: boolean },
 *   setTriggerValue: (name: string, value: string) => void,
 * }} call
 */
export default function keepDraft({ data: { place, text, ask }, setTriggerValue }) {
  if (ask)
    setTriggerValue(
      "kept",
      attempt((store) => store.getItem(place) ?? ""),
    );
  else if (text) attempt((store) => store.setItem(place, text));
  else attempt((store) => store.removeItem(place));
}
