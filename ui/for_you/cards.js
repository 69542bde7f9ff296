// @ts-check
// The cards of For you: draws what Python wrote, tells it what was clicked, and opens what floats over a card.

/**
 * @typedef {{ cards: string, menu: string[], open: number | null, why: string }} Told
 *   Cards and what stands over the open one, as HTML; and what a card's menu offers.
 * @typedef {{
 *   data: Told, parentElement: HTMLElement, setTriggerValue: (name: string, value: unknown) => void
 * }} Component
 * @typedef {(act: string, id: number, choice?: string | null) => void} Tell
 * @typedef {HTMLElement & { drawn?: string, until?: AbortController }} List
 */

/** Pixels between what floats and the edge of the window. */
const EDGE = 8

/** @param {Component} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const list = /** @type {List} */ (parentElement.querySelector(".cards"))
  /** @type {Tell} */
  const tell = (act, id, choice = null) => setTriggerValue("act", { act, id, choice })
  draw(list, data)
  list.removeAttribute("aria-busy")
  list.onclick = (event) => clicked(list, event, data.menu, tell)
  list.onkeydown = (event) => pressed(list, event, tell)
  list.until?.abort()
  list.until = new AbortController()
  const { signal } = list.until
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, ({ target }) => left(list, /** @type {Node} */ (target), tell), { signal })
  }
  return () => list.until?.abort()
}

/** @param {List} list @param {Told} told */
function draw(list, { cards, open, why }) {
  const focused = placeOf(list, document.activeElement)
  const wasOpen = list.querySelector(".why")?.parentElement?.dataset.id
  list.querySelector(".why")?.remove()
  if (list.drawn !== cards) {
    list.drawn = cards
    list.innerHTML = cards
  }
  const button = list.querySelector(`[data-id="${open}"] [data-act="why"]`)
  button?.setAttribute("aria-expanded", "true")
  button?.insertAdjacentHTML("afterend", why)
  const opened = /** @type {HTMLElement | null} */ (list.querySelector(".why"))
  if (opened) place(opened)
  if (opened && wasOpen !== `${open}`) opened.focus({ preventScroll: true })
  else if (focused && !list.contains(document.activeElement)) focus(list, focused)
}

/**
 * Where the focus is in a list: at which card, and at what there.
 * @param {List} list @param {Element | null} element
 */
function placeOf(list, element) {
  const card = /** @type {HTMLElement | null} */ (element?.closest(".card") ?? null)
  if (!element || !card || !list.contains(card)) return null
  const { act, about } = /** @type {HTMLElement} */ (element).dataset
  return { id: card.dataset.id, at: [...list.children].indexOf(card), act, about, text: element.textContent }
}

/**
 * Focus the same action of the same card, or of the one that stands in its place now.
 * @param {List} list @param {NonNullable<ReturnType<typeof placeOf>>} was
 */
function focus(list, was) {
  const card = list.querySelector(`[data-id="${was.id}"]`) ?? [...list.children].at(Math.min(was.at, list.children.length - 1))
  const actions = /** @type {HTMLElement[]} */ ([...(card?.querySelectorAll("[data-act]") ?? [])])
  const same = actions.filter(({ dataset }) => dataset.act === was.act && dataset.about === was.about)
  const action = same.find(({ textContent }) => textContent === was.text) ?? same[0] ?? actions[0]
  action?.focus({ preventScroll: true })
}

/** @param {List} list @param {MouseEvent} event @param {string[]} choices @param {Tell} tell */
function clicked(list, event, choices, tell) {
  const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-act]"))
  const card = /** @type {HTMLElement | null} */ (button?.closest(".card") ?? null)
  // The second click of a double click must not act on the card that came into the place of the first.
  if (!button || !card || event.detail > 1) return
  const { act = "", about } = button.dataset
  const choice = button.getAttribute("aria-pressed") === "true" ? null : button.textContent
  if (button.getAttribute("aria-expanded") === "true") close(list, tell)
  else if (act === "menu") openMenu(button, choices)
  else if (act === "answer") tell(act, Number(about ?? card.dataset.id), choice)
  else tell(act, Number(card.dataset.id))
  if (button.getAttribute("role") === "menuitem") close(list, tell)
}

/** @param {HTMLElement} button @param {string[]} choices */
function openMenu(button, choices) {
  const menu = document.createElement("div")
  menu.className = "floating"
  menu.setAttribute("role", "menu")
  menu.setAttribute("aria-label", button.querySelector(".name")?.textContent ?? "")
  for (const choice of choices) {
    const item = Object.assign(document.createElement("button"), { type: "button", tabIndex: -1, textContent: choice })
    item.setAttribute("role", "menuitem")
    item.dataset.act = "answer"
    menu.append(item)
  }
  button.setAttribute("aria-expanded", "true")
  button.after(menu)
  place(menu)
  items(menu)[0]?.focus({ preventScroll: true })
}

/** @param {List} list @param {KeyboardEvent} event @param {Tell} tell */
function pressed(list, event, tell) {
  const open = /** @type {HTMLElement | null} */ (list.querySelector(".floating"))
  const isMenu = open?.getAttribute("role") === "menu"
  if (open && (event.key === "Escape" || (isMenu && event.key === "Tab"))) {
    const button = /** @type {HTMLElement} */ (open.previousElementSibling)
    close(list, tell)
    button.focus({ preventScroll: true })
  } else if (open && isMenu) step(open, event)
}

/** Go through a menu with the arrow keys. @param {HTMLElement} menu @param {KeyboardEvent} event */
function step(menu, event) {
  const all = items(menu)
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement))
  const to = new Map([["ArrowDown", at + 1], ["ArrowUp", at - 1], ["Home", 0], ["End", -1]]).get(event.key)
  if (to === undefined) return
  event.preventDefault()
  all.at(to % all.length)?.focus()
}

/** @param {HTMLElement} menu */
function items(menu) {
  return /** @type {HTMLElement[]} */ ([...menu.children])
}

/**
 * Close what is open once a finger, the mouse or the focus went elsewhere.
 * @param {List} list @param {Node} to @param {Tell} tell
 */
function left(list, to, tell) {
  const open = list.querySelector(".floating")
  if (open && !open.contains(to) && !open.previousElementSibling?.contains(to)) close(list, tell)
}

/** Close what floats over a card, if anything does. @param {List} list @param {Tell} tell */
function close(list, tell) {
  const open = list.querySelector(".floating")
  if (!open) return
  open.previousElementSibling?.setAttribute("aria-expanded", "false")
  const id = Number(open.parentElement?.dataset.id)
  open.remove()
  if (open.classList.contains("why")) tell("close", id)
}

/**
 * Put what floats right below its button, or above where there is more room, within the window.
 * @param {HTMLElement} floating
 */
function place(floating) {
  const button = /** @type {Element} */ (floating.previousElementSibling).getBoundingClientRect()
  const card = /** @type {Element} */ (floating.parentElement).getBoundingClientRect()
  const { width, height } = floating.getBoundingClientRect()
  const most = document.documentElement.clientWidth - width - EDGE
  const isMenu = floating.getAttribute("role") === "menu"
  const leftmost = Math.max(EDGE, Math.min(isMenu ? button.left : button.right - width, most))
  const isBelow = button.bottom + height <= window.innerHeight || button.top < window.innerHeight - button.bottom
  floating.style.left = `${leftmost - card.left}px`
  floating.style.top = `${(isBelow ? button.bottom : button.top - height) - card.top}px`
}
