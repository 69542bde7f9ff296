// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import markAtlas from "../../ui/map/js/marks_component.js"
import { atlasOf, leaveAtlas, leaveMarks, marksOf } from "../../ui/map/js/meeting.js"
import { component, marks, page } from "./fixtures.js"

/** @import { Atlas } from "../../ui/map/js/atlas.js" */

// As much of a map as its marks need.
function atlas() {
  /** @type {unknown[]} */
  const marked = []
  const map = /** @type {Atlas} */ (/** @type {unknown} */ ({ mark: (/** @type {unknown} */ one) => marked.push(one) }))
  return { map, marked }
}

test("marks reach the map of their key, and no other on the page", () => {
  const { add } = page()
  const [flat, deep] = [atlas(), atlas()]
  leaveAtlas(add(), "map.pca", flat.map)
  leaveAtlas(add(), "map.pca3", deep.map)
  const sent = component(add(), marks({ map: "map.pca3" }))
  markAtlas(sent)
  assert.deepEqual([flat.marked, deep.marked], [[], [sent]])
})

test("marks that come before their map wait for it on the page", () => {
  const { add } = page()
  const sent = component(add(), marks())
  markAtlas(sent)
  assert.equal(marksOf(add(), "map.pca"), sent)
  assert.equal(marksOf(add(), "map.pca3"), undefined)
})

test("the latest marks count", () => {
  const { add } = page()
  const root = add()
  leaveMarks(component(root, marks({ chosen: 10 })))
  leaveMarks(component(root, marks({ chosen: 20 })))
  assert.equal(marksOf(add(), "map.pca")?.data.chosen, 20)
})

test("a map that takes another key is no longer found under the first", () => {
  const { add } = page()
  const root = add()
  leaveAtlas(root, "map.pca", atlas().map)
  leaveAtlas(root, "map.pca3", atlas().map)
  assert.equal(atlasOf(add(), "map.pca"), undefined)
})
