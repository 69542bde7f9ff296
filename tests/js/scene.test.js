// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { Scene } from "../../ui/map/js/scene.js"
import { marks, square } from "./fixtures.js"

/** @param {Scene} scene */
function bright(scene) {
  return scene.data.titles.filter((_, row) => !scene.isDim(row))
}

test("nothing stands back at first", () => {
  assert.deepEqual(bright(new Scene(square())), ["Red", "Blue", "Green", "Grey"])
})

test("one category can be shown alone, and all again", () => {
  const scene = new Scene(square())
  scene.toggle(1)
  assert.deepEqual(bright(scene), ["Blue", "Green", "Grey"])
  scene.toggle(0)
  assert.deepEqual(bright(scene), ["Red"])
  scene.toggle(0)
  assert.equal(bright(scene).length, 4)
})

test("what is drawn around stands out, within the category shown alone", () => {
  const scene = new Scene(square())
  scene.mark(marks({ selected: [10, 20] }))
  assert.deepEqual(bright(scene), ["Red", "Blue"])
  scene.toggle(1)
  assert.deepEqual(bright(scene), ["Blue"])
})

test("a category shown alone is forgotten under another colouring, which has no such category", () => {
  const scene = new Scene(square())
  scene.toggle(1)
  scene.update(square({ colour: { kind: "scale", label: "Mean", low: "1", high: "10", of: [0, 0.5, 1, null] } }))
  assert.equal(bright(scene).length, 4)
})

test("a category shown alone stays so under another theme", () => {
  const scene = new Scene(square())
  scene.toggle(1)
  assert.equal(scene.update(square()), false)
  assert.deepEqual(bright(scene), ["Blue", "Green", "Grey"])
})

test("other places are told by the version alone", () => {
  const scene = new Scene(square())
  assert.equal(scene.update(square({ version: "2" })), true)
  assert.equal(scene.update(square({ version: "2", ids: [10] })), false)
})

test("nearest titles that are not on this map are left out", () => {
  const scene = new Scene(square())
  scene.mark(marks({ chosen: 30, near: [40, 99, 10] }))
  assert.equal(scene.chosenRow, 2)
  assert.deepEqual(scene.nearRows, [3, 0])
})

test("a clicked title is chosen at once, and its nearest come later", () => {
  const scene = new Scene(square())
  scene.mark(marks({ chosen: 30, near: [40] }))
  scene.choose(20)
  assert.deepEqual([scene.chosenRow, scene.nearRows], [1, []])
})

test("a chosen title that is not on the map has no row", () => {
  const scene = new Scene(square())
  scene.mark(marks({ chosen: 99 }))
  assert.equal(scene.chosenRow, undefined)
})

test("a taste's place on a flat map is none in depth", () => {
  const scene = new Scene(square())
  scene.mark(marks({ me: [0.5, 0.5] }))
  assert.deepEqual(scene.me, [0.5, 0.5])
  scene.update(square({ version: "2", places: [[0], [0], [0]], ids: [10] }))
  assert.equal(scene.me, null)
})

test("the best known have the largest dots, and zooming in makes all larger", () => {
  const scene = new Scene(square())
  const radii = [0, 1, 2, 3].map(row => scene.radius(row, 1, 1))
  assert.deepEqual(radii, [...radii].sort((one, other) => other - one))
  assert.equal(radii[0], 1.5 + 3 + 4)
  assert.equal(radii[3], 1.5 + 3 + 4 * 0.25 ** 3)
  assert.equal(scene.radius(0, 2, 1), 2 * radii[0])
  assert.equal(scene.radius(0, 1, 0.5), radii[0])
  assert.equal(scene.radius(0, 1, 1e6), 2.6 * radii[0])
})

test("what is brushed stands out, without titles of which nothing is known", () => {
  const scene = new Scene(square())
  assert.equal(scene.brushed, null)
  scene.ranges = [[1, 2]]
  assert.deepEqual(bright(scene), ["Blue", "Green"])
  assert.deepEqual(scene.brushed, [20, 30])
  scene.ranges = [null]
  assert.equal(scene.brushed, null)
  assert.equal(bright(scene).length, 4)
})

test("what is brushed stays so on a map of more titles, and not with other bins", () => {
  const scene = new Scene(square())
  scene.ranges = [[0, 0]]
  scene.update(square({ version: "2" }))
  assert.deepEqual(bright(scene), ["Red"])
  scene.update(square({ measures: [{ name: "Year", of: [0, 0, 0, 0], from: ["1970"], to: ["1970"] }] }))
  assert.equal(scene.brushed, null)
})
