// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { Labels, shortened } from "../../ui/map/js/labels.js"
import { THEME, recorder } from "./fixtures.js"

/** @import { Box, Sheet } from "../../ui/map/js/labels.js" */

/** @param {Partial<Sheet>} [others] */
function picture(others) {
  const { context, calls } = recorder()
  const labels = new Labels(context)
  const sheet = { width: 400, height: 300, theme: THEME, taken: [], dots: [], ...others }
  labels.begin(sheet)
  return { labels, sheet, written: () => calls.filter(([name]) => name === "fillText").map(([, text]) => text) }
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlap(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

test("a label stands to the right of its dot", () => {
  const { labels, written } = picture()
  assert.equal(labels.write("Red", 100, 100, 5), true)
  assert.deepEqual(labels.written, [[105, 92, 105 + 3 * 6, 108]])
  assert.deepEqual(written(), ["Red"])
})

test("a second label at the same large dot goes to the left, then above, then below, and a fifth finds no room", () => {
  const { labels } = picture()
  const names = ["One", "Two", "Three", "Four"]
  assert.deepEqual(names.map(name => labels.write(name, 100, 100, 12)), [true, true, true, true])
  assert.equal(labels.write("Five", 100, 100, 12), false)
  const [right, left, above, below] = labels.written
  assert.ok(right[0] > 100 && left[2] < 100 && above[3] < 100 && below[1] > 100)
})

test("no label hides another, however many ask", () => {
  const { labels, sheet } = picture()
  const taken = /** @type {Box} */ ([0, 0, 120, 40])
  labels.begin({ ...sheet, taken: [taken] })
  for (let number = 0; number < 300; number++) {
    labels.write(`Title ${number}`, (number * 37) % 400, (number * 53) % 300, 4)
  }
  const boxes = [taken, ...labels.written]
  assert.ok(labels.written.length > 40)
  boxes.forEach((one, place) => boxes.slice(place + 1).forEach(other => assert.ok(!overlap(one, other))))
})

test("a label stays within the picture unless it is told that it must be there", () => {
  const { labels } = picture()
  assert.equal(labels.write("Beyond the corner", 399, 1, 5), false)
  assert.equal(labels.write("Beyond the corner", 399, 1, 5, { overEdge: true }), true)
})

test("a label hides no dot, not even in part, unless it may", () => {
  const dots = [-40, -20, 20, 40].flatMap(x => [-15, 0, 15].map(y => ({ x: 100 + x, y: 100 + y })))
  dots.push(...[-3, 3].flatMap(x => [-15, 15].map(y => ({ x: 100 + x, y: 100 + y }))))
  const { labels } = picture({ dots: dots.map(dot => ({ ...dot, radius: 4 })) })
  assert.equal(labels.write("A long title", 100, 100, 5), false)
  assert.equal(labels.write("A long title", 100, 100, 5, { mostHidden: Infinity }), true)
})

test("a label stays on its side while the picture moves, unless it hid a dot there", () => {
  const { labels, sheet } = picture()
  const begin = (/** @type {number[]} */ ...dots) => labels.begin({ ...sheet, dots: dots.map(x => ({ x, y: 100, radius: 2 })) })
  begin(110)
  labels.write("Red", 100, 100, 5)
  assert.ok(labels.written[0][2] < 100, "it avoids the dot to the right")
  begin()
  labels.write("Red", 101, 100, 5)
  assert.ok(labels.written[0][2] < 101, "room to the right again is no reason to jump")
  begin(90)
  labels.write("Red", 102, 100, 5)
  assert.ok(labels.written[0][0] > 102, "a dot below it is")
})

test("a long title is cut at a word, and keeps what tells a sequel from its beginning", () => {
  const { labels, written } = picture()
  labels.write("A title that goes on and on, and on", 20, 100, 5)
  assert.deepEqual(written(), ["A title that goes on and… on"])
  assert.equal(shortened("Code Geass: Lelouch of the Rebellion R2"), "Code Geass: Lelouch of… R2")
  assert.equal(shortened("Code Geass: Lelouch of the Rebellion"), "Code Geass: Lelouch of the…")
})

test("a picture must be begun before anything is written", () => {
  assert.throws(() => new Labels(recorder().context).write("Red", 1, 1, 1), TypeError)
})
