// What a picture says: the sentences of its page's language, with named fields.

/** @typedef {Record<string, string | Record<string, string>>} Words a sentence, or one by plural */
/** @typedef {(key: string, fields?: Record<string, string | number>) => string} Say */

/**
 * What says a sentence by its key. Where it depends on a number of things, the field `count`, there
 * is a form for each plural that the language has.
 * @param {Words} words
 * @param {string} language
 * @returns {Say}
 */
export function sayer(words, language) {
  const plurals = new Intl.PluralRules(language);
  return (key, fields = {}) => {
    const text = words[key];
    if (text === undefined) throw new TypeError(`No words say ${key}.`);
    const form = plurals.select(Number(fields.count ?? 0));
    const pattern = typeof text === "string" ? text : (text[form] ?? text.other);
    return pattern.replaceAll(/\{(\w+)\}/g, (_, name) => String(fields[name]));
  };
}

/**
 * The same with the words that a component's page was handed.
 * @param {HTMLElement} root
 */
export const sayOf = ({ dataset, lang }) => sayer(JSON.parse(dataset.words ?? "{}"), lang);
