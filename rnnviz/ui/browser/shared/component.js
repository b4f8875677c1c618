// A component's entry: one view for each place in the page, kept over reruns of the script.

/**
 * Says something to Python, under a name.
 * @typedef {(name: string, value: unknown) => void} Send
 */

/**
 * What Streamlit hands over at each run of the script.
 * @template Data
 * @typedef {{ data: Data, parentElement: ParentNode, setTriggerValue: Send }} Call
 */

/**
 * What draws a component. What it lets be `seen` is for tests and the curious.
 * @template Data
 * @typedef {{
 *   seen?: Record<string, () => unknown>, update: (data: Data) => void, stop?: () => void,
 * }} View
 */

/**
 * @template Data
 * @param {string} name under which the root has what may be seen
 * @param {string} selector of the root
 * @param {(root: HTMLElement, send: Send) => View<Data>} create
 */
export function component(name, selector, create) {
  /** @type {WeakMap<ParentNode, { root: HTMLElement, view: View<Data>, send: Send }>} */
  const places = new WeakMap();
  /** @param {Call<Data>} call */
  return ({ data, parentElement, setTriggerValue }) => {
    const root = parentElement.querySelector(selector);
    if (!(root instanceof HTMLElement)) throw new TypeError(`The page has no ${selector}.`);
    let place = places.get(parentElement);
    if (place?.root !== root) {
      const view = create(root, (event, value) => places.get(parentElement)?.send(event, value));
      place = { root, view, send: setTriggerValue };
      places.set(parentElement, place);
      Reflect.set(root, name, glass(view.seen ?? {}));
    }
    place.send = setTriggerValue; // another one at each run
    place.view.update(data);
    const { view } = place;
    return () => view.stop?.();
  };
}

/**
 * An object whose fields are read anew each time, and can't be written to.
 * @param {Record<string, () => unknown>} fields
 */
function glass(fields) {
  const getters = Object.entries(fields).map(([name, get]) => [name, { get }]);
  return Object.defineProperties({}, Object.fromEntries(getters));
}
