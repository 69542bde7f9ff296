// @ts-check
// What a browser does for somebody's answers: it hands the key of kept ones to the cookie, holds a copy of unsaved ones
// for as long as its tab is open, offers that copy back when the server has lost them, and asks before it leaves many.

/**
 * @typedef {{ session: string, document: string, n: number }} Copy
 *   Unsaved answers as a document, how many they are, and the session they were given in.
 * @typedef {{
 *   session: string, document: string | null, n: number, many: boolean, offers: boolean, brought: number,
 *   key: { what: "hold" | "hold new" | "drop", key: string } | null
 * }} Told What Python says.
 * @typedef {{ data: Told, parentElement: HTMLElement, setTriggerValue: (name: string, value: unknown) => void }} Component
 */
/** @typedef {HTMLElement & { component?: Component, trouble?: string }} Place Where this part of the page says something. */

const PRESENT = "anime-explorer.unsaved"
const EARLIER = "anime-explorer.unsaved-earlier"
const MOST = 3
const NOT_TAKEN = "This browser did not take the key to your answers, so they will not open here again by themselves. "
  + "Copy the key from “Save and share” on the page For you."
const ANOTHER_HELD = "Another tab of this browser saved answers too, and the browser holds their key: a reload shows those. "
  + "To come back to these, copy their key first, from “Save and share” on the page For you."
/** What was told to the key's cookie last. */
let told = ""
/** How often answers had been brought back when it was last asked for; below zero where it was not. */
let asked = -1

/** @param {Component} component */
export default function (component) {
  const { data } = component
  keepCopy(data)
  window.onbeforeunload = data.many ? (event) => event.preventDefault() : null
  handOver(data)
  if (!data.offers) return
  const place = /** @type {Place} */ (component.parentElement.querySelector(".browser-says"))
  place.dataset.speaks = ""
  place.component = component
  draw(place)
}

/** @param {Told} told */
function keepCopy({ session, document, n, brought }) {
  const present = /** @type {Copy | null} */ (read(PRESENT))
  if (present && present.session !== session) {
    write(EARLIER, [...earlier(), present].slice(-MOST))
    write(PRESENT, null)
  }
  if (asked >= 0 && brought > asked) {
    write(EARLIER, null)
    asked = -1
  }
  write(PRESENT, document ? { session, document, n } : null)
}

/** @returns {Copy[]} */
function earlier() {
  return /** @type {Copy[] | null} */ (read(EARLIER)) ?? []
}

/** @param {Told} told */
async function handOver({ key }) {
  if (!key || `${key.what} ${key.key}` === told) return
  told = `${key.what} ${key.key}`
  const trouble = await troubleOf(key)
  const place = /** @type {Place | null} */ (document.querySelector(".browser-says[data-speaks]"))
  if (!place) return
  place.trouble = trouble
  draw(place)
}

/**
 * Tell the cookie what to do with a key.
 * @param {{ what: string, key: string }} told
 */
async function troubleOf({ what, key }) {
  const address = new URL("./key", location.href)
  try {
    if (what === "drop") {
      await fetch(address, { method: "DELETE", body: key, keepalive: true })
      return ""
    }
    /** @type {HeadersInit} */
    const headers = what === "hold new" ? { "If-None-Match": "*" } : {}
    const answer = await fetch(address, { method: "PUT", body: key, headers, keepalive: true })
    if (answer.status === 412) return ANOTHER_HELD
    return (await fetch(address)).ok ? "" : NOT_TAKEN
  } catch {
    return what === "drop" ? "" : NOT_TAKEN
  }
}

/** @param {Place} place */
function draw(place) {
  const copies = earlier()
  const n = copies.reduce((sum, copy) => sum + copy.n, 0)
  place.replaceChildren()
  if (place.trouble) place.append(paragraph(place.trouble))
  if (n) {
    const back = button("Bring them back", () => {
      asked = place.component?.data.brought ?? -1
      place.component?.setTriggerValue("back", copies.map((copy) => copy.document))
    })
    const forget = button("Forget them", () => {
      write(EARLIER, null)
      draw(place)
    })
    const lost = n === 1 ? "An answer you gave here before is not saved." : `${n} answers you gave here before are not saved.`
    place.append(paragraph(lost), back, forget)
  }
  place.hidden = !place.childNodes.length
}

/** @param {string} text */
function paragraph(text) {
  return Object.assign(document.createElement("p"), { textContent: text })
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return Object.assign(document.createElement("button"), { textContent: text, type: "button", onclick })
}

/** @param {string} name */
function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null")
  } catch {
    return null
  }
}

/** @param {string} name @param {unknown} value */
function write(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name)
    else sessionStorage.setItem(name, JSON.stringify(value))
  } catch {
    // A browser that stores nothing for this page has no copy either.
  }
}
