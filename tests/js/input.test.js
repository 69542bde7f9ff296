// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { listenToKeys } from "../../ui/map/js/keyboard.js"
import { Pointer } from "../../ui/map/js/pointer.js"

// A canvas whose upper left corner is at (100, 50), and a list of what was answered to.
function hands() {
  /** @type {unknown[][]} */
  const told = []
  const note = (/** @type {string} */ name) => (/** @type {unknown[]} */ ...values) => told.push([name, ...values])
  const names = new Set()
  const canvas = /** @type {HTMLElement} */ (/** @type {unknown} */ ({
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
    setPointerCapture: () => {},
    classList: { add: (/** @type {string} */ name) => names.add(name), remove: (/** @type {string} */ name) => names.delete(name) },
  }))
  const pointer = new Pointer(canvas, {
    touched: note("touched"),
    dragged: note("dragged"),
    zoomed: note("zoomed"),
    tapped: note("tapped"),
    tappedTwice: note("tapped twice"),
    hovered: note("hovered"),
    outlining: note("outlining"),
    outlined: note("outlined"),
    finished: outline => told.push(["finished", outline.kind, outline.corners]),
  })
  const send = (/** @type {string} */ kind, /** @type {object} */ event) => {
    const listener = /** @type {(event: object) => void} */ (Reflect.get(canvas, `on${kind}`))
    listener({ type: kind, pointerId: 1, preventDefault: () => {}, ...event })
  }
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ clientX: 100 + x, clientY: 50 + y })
  return { pointer, canvas, names, told, send, at }
}

test("a drag tells how far the hand went since before", () => {
  const { told, send, at, names } = hands()
  send("pointerdown", at(10, 10))
  assert.ok(names.has("drag"))
  send("pointermove", at(13, 14))
  send("pointermove", at(20, 14))
  send("pointerup", at(20, 14))
  assert.ok(!names.has("drag"))
  assert.deepEqual(told, [["touched"], ["dragged", 3, 4], ["dragged", 7, 0]])
})

test("a hand that hardly moved has tapped, unless the browser took the touch away", () => {
  const { told, send, at } = hands()
  send("pointerdown", at(10, 10))
  send("pointermove", at(12, 10))
  send("pointerup", at(12, 10))
  assert.deepEqual(told.at(-1), ["tapped", [12, 10]])
  send("pointerdown", at(10, 10))
  send("pointercancel", at(10, 10))
  assert.deepEqual(told.at(-1), ["touched"])
})

test("two fingers zoom at the one that rests, by how far they part", () => {
  const { told, send, at } = hands()
  send("pointerdown", at(0, 0))
  send("pointerdown", { ...at(30, 40), pointerId: 2 })
  send("pointermove", { ...at(60, 80), pointerId: 2 })
  assert.deepEqual(told.at(-1), ["zoomed", [0, 0], 2])
})

test("with Shift a hand draws a lasso", () => {
  const { told, send, at, pointer } = hands()
  send("pointerdown", { ...at(0, 0), shiftKey: true })
  assert.deepEqual(told.at(-1), ["outlining"])
  send("pointermove", at(10, 0))
  send("pointermove", at(10, 10))
  assert.equal(pointer.outline?.kind, "lasso")
  send("pointerup", at(10, 10))
  assert.deepEqual(told.slice(-2), [["finished", "lasso", [[0, 0], [10, 0], [10, 10]]], ["outlined"]])
  assert.equal(pointer.outline, null)
})

test("with the box in hand, a drag draws a box", () => {
  const { told, send, at, pointer } = hands()
  pointer.tool = "box"
  send("pointerdown", at(0, 0))
  send("pointermove", at(10, 20))
  send("pointerup", at(10, 20))
  assert.deepEqual(told.at(-2), ["finished", "box", [[0, 0], [10, 0], [10, 20], [0, 20]]])
})

test("a lasso that is hardly there is let go", () => {
  const { told, send, at } = hands()
  send("pointerdown", { ...at(0, 0), shiftKey: true })
  send("pointermove", at(3, 3))
  send("pointerup", at(3, 3))
  assert.ok(!told.some(([name]) => name === "finished"))
  assert.deepEqual(told.at(-1), ["outlined"])
})

test("a second finger ends what the first was drawing", () => {
  const { told, send, at, pointer } = hands()
  send("pointerdown", { ...at(0, 0), shiftKey: true })
  send("pointerdown", { ...at(30, 40), pointerId: 2 })
  assert.equal(pointer.outline, null)
  send("pointermove", { ...at(60, 80), pointerId: 2 })
  assert.equal(told.at(-1)?.[0], "zoomed")
})

test("a pointer that only passes over is told of, and when it leaves", () => {
  const { told, send, at } = hands()
  send("pointermove", at(5, 6))
  send("pointerleave", {})
  assert.deepEqual(told, [["hovered", [5, 6]], ["hovered", null]])
})

test("the wheel zooms in when turned up, and a pinch on a touchpad zooms more", () => {
  const { told, send, at } = hands()
  send("wheel", { ...at(5, 6), deltaY: -100, ctrlKey: false })
  send("wheel", { ...at(5, 6), deltaY: -100, ctrlKey: true })
  assert.deepEqual(told, [["zoomed", [5, 6], Math.exp(0.16)], ["zoomed", [5, 6], Math.exp(1)]])
})

test("a double click is told of where it was", () => {
  const { told, send, at } = hands()
  send("dblclick", at(7, 8))
  assert.deepEqual(told, [["tapped twice", [7, 8]]])
})

/** @param {boolean} canClear */
function keyboard(canClear = true) {
  /** @type {unknown[][]} */
  const told = []
  const canvas = /** @type {HTMLElement} */ ({})
  listenToKeys(canvas, {
    dragged: (dx, dy) => told.push(["dragged", dx, dy]),
    acted: act => told.push(["acted", act]),
    cleared: () => {
      told.push(["cleared"])
      return canClear
    },
  })
  const press = (/** @type {string} */ key) => {
    let prevented = false
    const event = { key, preventDefault: () => (prevented = true) }
    Reflect.apply(/** @type {Function} */ (canvas.onkeydown), canvas, [event])
    return prevented
  }
  return { press, told }
}

for (const [key, ...answer] of /** @type {const} */ ([
  ["ArrowLeft", "dragged", 60, 0],
  ["ArrowRight", "dragged", -60, 0],
  ["ArrowUp", "dragged", 0, 60],
  ["ArrowDown", "dragged", 0, -60],
  ["+", "acted", "in"],
  ["=", "acted", "in"],
  ["-", "acted", "out"],
  ["0", "acted", "home"],
  ["Escape", "cleared"],
])) {
  test(`the key ${key} is answered to, and the page does nothing with it`, () => {
    const { press, told } = keyboard()
    assert.equal(press(key), true)
    assert.deepEqual(told, [answer])
  })
}

test("other keys are left to the page, and so is Escape where nothing is drawn around", () => {
  const { press, told } = keyboard(false)
  assert.equal(press("Tab"), false)
  assert.equal(press("Escape"), false)
  assert.deepEqual(told, [["cleared"]])
})
