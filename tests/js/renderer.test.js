// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { roomForLabels } from "../../ui/map/js/captions.js"
import { FlatCamera } from "../../ui/map/js/flat_camera.js"
import { OrbitCamera } from "../../ui/map/js/orbit_camera.js"
import { Outline } from "../../ui/map/js/outline.js"
import { Renderer } from "../../ui/map/js/renderer.js"
import { Scene } from "../../ui/map/js/scene.js"
import { paints } from "../../ui/map/js/theme.js"
import { THEME, marks, recorder, square } from "./fixtures.js"

/** @param {Partial<import("../../ui/map/js/scene.js").MapData>} [others] */
function renderer(others) {
  const data = square(others)
  const camera = data.places.length === 3 ? new OrbitCamera(data.places) : new FlatCamera(data.places)
  const { context, calls } = recorder()
  const made = new Renderer(context, new Scene(data), THEME, camera)
  made.resize(400, 400, 2)
  camera.resize(400, 400)
  const drawn = (/** @type {string} */ name) => calls.filter(([call]) => call === name)
  return { made, drawn, texts: () => drawn("fillText").map(([, text]) => text) }
}

test("the whole map has a dot and a label for each title, the best known drawn last", () => {
  const { made, drawn, texts } = renderer()
  made.draw(null, [])
  assert.deepEqual(made.spots.map(({ row }) => row), [0, 1, 2, 3])
  assert.equal(drawn("arc").length, 4)
  const { x, y } = made.spots[0]
  assert.deepEqual(drawn("arc")[3].slice(1, 3), [x, y])
  assert.deepEqual(texts(), ["Red", "Blue", "Green", "Grey"])
})

test("titles outside the picture are not drawn", () => {
  const { made, drawn } = renderer()
  made.camera.look(made.camera.near([-1, -1]))
  made.draw(null, [])
  assert.deepEqual(made.spots.map(({ row }) => row), [0])
  assert.equal(drawn("arc").length, 1)
})

test("in depth, near dots are drawn over far ones", () => {
  const { made, drawn } = renderer({ places: [[0, 0.5, 1, 1], [0, 0, 0, 1], [1, 0, -1, 1]], axes: axes(3) })
  made.camera.look({ ...made.camera.home(), turn: 0, tilt: 0 })
  made.draw(null, [])
  const radii = drawn("arc").map(([, , , radius]) => Number(radius))
  const far = made.spots.find(({ row }) => row === 2)
  assert.ok(far)
  assert.equal(radii[0], made.radius(2, far.size))
})

test("in depth, the axes are lines with names at both ends", () => {
  const { made, drawn, texts } = renderer({ places: [[0, 1, 2, 3], [0, 1, 0, 1], [3, 2, 1, 0]], axes: axes(3) })
  made.draw(null, [])
  assert.equal(drawn("moveTo").length, 3)
  assert.ok(texts().includes("low 0") && texts().includes("high 0"))
})

/** @param {number} n */
function axes(n) {
  return Array.from({ length: n }, (_, axis) => ({ low: `low ${axis}`, high: `high ${axis}` }))
}

test("a dot can be picked a little beside it, but not one that stands back", () => {
  const { made } = renderer()
  made.draw(null, [])
  const { x, y } = made.spots[0]
  assert.equal(made.pick(x, y), 0)
  assert.equal(made.pick(x + made.radius(0, 1) + 7, y), 0)
  assert.equal(made.pick(x + made.radius(0, 1) + 9, y), null)
  made.scene.mark(marks({ selected: [20] }))
  assert.equal(made.pick(x, y), null)
})

test("of two dots the nearer one is picked", () => {
  const { made } = renderer({ places: [[0, 0.1, 1, 1], [0, 0, 0, 1]] })
  made.draw(null, [])
  const { x, y } = made.spots[1]
  assert.equal(made.pick(x, y), 1)
})

test("the chosen title has a ring, lines to its nearest, and the first labels", () => {
  const { made, drawn, texts } = renderer()
  made.scene.mark(marks({ chosen: 40, near: [20, 30] }))
  made.draw(null, [])
  assert.equal(drawn("moveTo").length, 2)
  assert.equal(drawn("arc").length, 4 + 1)
  assert.deepEqual(texts().slice(0, 3), ["Grey", "Blue", "Green"])
})

test("a taste has a star with five points, and the very first label", () => {
  const { made, drawn, texts } = renderer()
  made.scene.mark(marks({ me: [0, 0] }))
  made.draw(null, [])
  assert.equal(drawn("lineTo").length, 10)
  assert.equal(texts()[0], "You")
})

test("an outline is drawn once it has two places", () => {
  const { made, drawn } = renderer()
  const outline = new Outline("lasso", [0, 0])
  made.draw(outline, [])
  assert.equal(drawn("closePath").length, 0)
  outline.add([5, 5])
  made.draw(outline, [])
  assert.equal(drawn("closePath").length, 1)
})

test("labels keep off what lies over the picture", () => {
  const { made, texts } = renderer()
  made.draw(null, [[0, 0, 400, 400]])
  assert.deepEqual(texts(), [])
})

test("a resize is told once", () => {
  const { made } = renderer()
  assert.equal(made.resize(400, 400, 2), false)
  assert.equal(made.resize(400, 300, 2), true)
  assert.equal(made.resize(0, 0, 2), false)
  assert.deepEqual([made.context.canvas.width, made.context.canvas.height], [800, 600])
})

test("a map of few titles has room for all labels, and one of many gets room by zooming in", () => {
  assert.equal(roomForLabels(100, 900, 1), 150)
  assert.equal(roomForLabels(5_000, 900, 1), 30)
  assert.equal(roomForLabels(5_000, 900, 0.1), 30 * 0.6 ** 0.8)
  assert.equal(roomForLabels(5_000, 900, 4), 30 * 4 ** 0.8)
  assert.equal(roomForLabels(5_000, 900, 80), 150)
})

test("categories are coloured in turn, and a scale by its parts; what is not known is faint", () => {
  assert.deepEqual(paints({ kind: "categories", names: ["a", "b", "c", "d"], of: [0, 2, 3] }, THEME), [
    "red",
    "blue",
    "red",
  ])
  assert.deepEqual(paints({ kind: "scale", label: "", low: "", high: "", of: [0, 0.2, 0.5, 1, null] }, THEME), [
    "red",
    "red",
    "green",
    "blue",
    "grey",
  ])
})

test("names of regions stand on the maps that have their axes", () => {
  const { made, texts } = renderer()
  made.scene.mark(marks({ regions: [{ name: "Sports", at: [0, 0] }, { name: "Elsewhere", at: [0, 0, 0] }] }))
  made.draw(null, [])
  assert.equal(texts()[0], "SPORTS")
  assert.ok(!texts().includes("ELSEWHERE"))
})

test("what is pinned has its name and a ring, until a title is chosen", () => {
  const { made, drawn } = renderer()
  const rings = () => drawn("arc").length
  made.draw(null, [])
  const before = rings()
  made.scene.mark(marks({ pinned: [20, 30, 99] }))
  made.draw(null, [])
  assert.equal(rings(), 2 * before + 2)
})
