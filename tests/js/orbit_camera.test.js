// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

import { OrbitCamera } from "../../ui/map/js/orbit_camera.js"

// A cube with a half side of 1 around the point (1, 2, 3), in a picture of 400 by 300 pixels.
const MIDDLE = [1, 2, 3]

function camera() {
  const made = new OrbitCamera(MIDDLE.map(middle => [middle - 1, middle + 1]))
  made.resize(400, 300)
  return made
}

/**
 * @param {ArrayLike<number>} actual
 * @param {number[]} expected
 */
function close(actual, expected) {
  assert.equal(actual.length, expected.length)
  expected.forEach((value, place) => {
    assert.ok(Math.abs(actual[place] - value) < 1e-9, `${actual[place]} is not ${value} at ${place}`)
  })
}

test("at first the middle of the map is in the middle of the picture, seen from a little aside and above", () => {
  const made = camera()
  close(made.toScreen(MIDDLE), [200, 150, 1])
  assert.deepEqual([made.view.turn, made.view.tilt], [-0.45, 0.25])
})

test("what is nearer to the one who looks is larger", () => {
  const made = camera()
  made.look({ ...made.view, turn: 0, tilt: 0 })
  const [, , near] = made.toScreen([1, 2, 4])
  const [, , far] = made.toScreen([1, 2, 2])
  assert.ok(near > 1 && far < 1)
  const away = 3 * Math.sqrt(3) // half diagonals of the cube
  close([near, far], [away / (away - 1), away / (away + 1)])
})

test("straight ahead, the first axis runs to the right and the second up", () => {
  const made = camera()
  made.look({ ...made.view, turn: 0, tilt: 0 })
  const { k } = made.view
  close(made.toScreen([2, 2, 3]), [200 + k, 150, 1])
  close(made.toScreen([1, 3, 3]), [200, 150 - k, 1])
})

test("after a quarter turn the third axis runs to the left", () => {
  const made = camera()
  made.look({ ...made.view, turn: Math.PI / 2, tilt: 0 })
  const [x] = made.toScreen([1, 2, 4])
  assert.ok(x < 200)
})

test("what is behind the one who looks is nowhere", () => {
  const made = camera()
  made.look({ ...made.view, turn: 0, tilt: 0 })
  assert.ok(Number.isNaN(made.toScreen([1, 2, 3 + 100])[0]))
})

test("a drag turns the map with the hand, and never over its poles", () => {
  const made = camera()
  const { turn, tilt } = made.view
  made.drag(50, 10)
  close([made.view.turn, made.view.tilt], [turn - 0.4, tilt + 0.08])
  made.drag(0, 10_000)
  assert.equal(made.view.tilt, 1.5)
  made.drag(0, -20_000)
  assert.equal(made.view.tilt, -1.5)
})

test("zooming at a place keeps what is there, as far away as the middle", () => {
  const made = camera()
  const [right, up] = made.directionsNow()
  const point = MIDDLE.map((middle, axis) => middle + 0.3 * right[axis] - 0.2 * up[axis])
  const [x, y] = made.toScreen(point)
  made.zoomAt(x, y, 2)
  close(made.toScreen(point), [x, y, 1])
  close([made.zoom], [2])
})

test("a double click leads back to the whole map", () => {
  const made = camera()
  const before = made.view
  made.drag(30, 30)
  made.zoomAt(0, 0, 3)
  assert.deepEqual(made.doubled(), before)
})

test("a title is seen from its own side of the map, in the middle", () => {
  const made = camera()
  for (const point of [[2, 2, 3], [1, 3, 3], [0, 2, 2.5], [1.5, 1, 4]]) {
    const view = made.near(point)
    made.look(view)
    close(made.toScreen(point), [200, 150, 1])
    const [, , middle] = made.toScreen(MIDDLE)
    assert.ok(middle < 1 + 1e-9, "the rest of the map is behind it")
  }
})

test("the axes run a tenth beyond the map", () => {
  const [across, up, ahead] = camera().guides()
  close(across.flat(), [-0.1, 2, 3, 2.1, 2, 3])
  close(up.flat(), [1, 0.9, 3, 1, 3.1, 3])
  close(ahead.flat(), [1, 2, 1.9, 1, 2, 4.1])
})

test("a flight passes through what lies between, with an even zoom", () => {
  const made = camera()
  const start = { ...made.view }
  const goal = made.near([2, 2, 4])
  const { at, took } = made.path(goal)
  assert.equal(took, 1000)
  for (const [axis, value] of Object.entries(at(0))) close([value], [start[axis]])
  for (const axis of ["x", "y", "z", "tilt"]) close([at(0.5)[axis]], [(start[axis] + goal[axis]) / 2])
  close([at(0.5).k], [Math.sqrt(start.k * goal.k)])
  for (const axis of ["k", "x", "y", "z", "tilt"]) close([at(1)[axis]], [goal[axis]])
})

test("a flight takes the shorter way around", () => {
  const made = camera()
  made.look({ ...made.view, turn: 3 })
  const { turn } = made.path({ ...made.view, turn: -3 }).at(1)
  close([turn], [2 * Math.PI - 3])
})
