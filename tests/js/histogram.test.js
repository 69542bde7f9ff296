// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { between, counted } from "../../ui/map/js/histogram.js"
import { square } from "./fixtures.js"

test("titles are counted by bin, those of which nothing is known in none", () => {
  assert.deepEqual(counted(square().measures[0]), [1, 2, 0])
})

test("a range has its ends in order, and all bins are none", () => {
  assert.deepEqual(between(2, 1, 4), [1, 2])
  assert.deepEqual(between(3, 3, 4), [3, 3])
  assert.equal(between(3, 0, 4), null)
})
