// @ts-check
import assert from "node:assert/strict"
import { test } from "node:test"

/** @import { View } from "../../ui/map/js/camera.js" */
import { FlatCamera } from "../../ui/map/js/flat_camera.js"

// A map from -2 to 2 across and from -1 to 1 upwards, in a picture of 400 by 300 pixels.
function camera() {
  const made = new FlatCamera([[-2, 2, 0], [-1, 1, 0]])
  made.resize(400, 300)
  return made
}

/**
 * @param {number} actual
 * @param {number} expected
 */
function close(actual, expected) {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)
}

test("at first the whole map takes 86 % of the side that is short of room", () => {
  assert.deepEqual(camera().view, { k: 0.86 * (400 / 4), x: 0, y: 0 })
  assert.equal(camera().zoom, 1)
})

test("the middle of the map is in the middle of the picture, and up is up", () => {
  const made = camera()
  assert.deepEqual(made.toScreen([0, 0]), [200, 150, 1])
  const [x, y] = made.toScreen([1, 0.5])
  close(x, 200 + 86)
  close(y, 150 - 43)
})

test("one title alone has a map too", () => {
  const made = new FlatCamera([[3], [4]])
  made.resize(400, 300)
  assert.deepEqual(made.toScreen([3, 4]), [200, 150, 1])
})

test("two in a thousand titles that lie far out do not make the whole map small", () => {
  const places = Array.from({ length: 1000 }, (_, place) => place / 1000)
  const far = new FlatCamera([[...places.slice(1), 1e6], [...places.slice(1), -1e6]])
  far.resize(400, 300)
  assert.ok(far.home().k > 250)
})

test("a drag moves what is under the hand along with it", () => {
  const made = camera()
  const [x, y] = made.toScreen([0.5, 0.5])
  made.drag(30, -20)
  const [later, lower] = made.toScreen([0.5, 0.5])
  close(later - x, 30)
  close(lower - y, -20)
})

test("zooming keeps what is at that place of the picture", () => {
  const made = camera()
  const [x, y] = made.toScreen([1.3, -0.7])
  made.zoomAt(x, y, 3)
  const [sx, sy] = made.toScreen([1.3, -0.7])
  close(sx, x)
  close(sy, y)
  close(made.zoom, 3)
})

test("the zoom has limits", () => {
  const made = camera()
  made.zoomAt(10, 10, 1e6)
  close(made.zoom, 80)
  made.zoomAt(10, 10, 1e-6)
  close(made.zoom, 0.5)
})

test("a title is looked at from near, but never from farther away than now", () => {
  const made = camera()
  assert.deepEqual(made.near([1, 0.5]), { k: 5 * 86, x: 1, y: 0.5 })
  made.zoomAt(200, 150, 20)
  close(made.near([1, 0.5]).k, 20 * 86)
})

test("a double click leads twice as near and leaves the view as it is until then", () => {
  const made = camera()
  const before = made.view
  const goal = made.doubled(200, 150)
  assert.equal(made.view, before)
  close(goal.k, 2 * before.k)
})

test("a picture of another size keeps the view", () => {
  const made = camera()
  made.drag(10, 10)
  const { view } = made
  made.resize(800, 600)
  assert.equal(made.view, view)
})

for (const [name, goal] of /** @type {[string, View][]} */ ([
  ["far away", { k: 430, x: 1.5, y: -0.8 }],
  ["at the same place but nearer", { k: 430, x: 0, y: 0 }],
  ["at the same place but farther", { k: 43, x: 0, y: 0 }],
  ["where it is already", { k: 86, x: 0, y: 0 }],
])) {
  test(`a path to a view ${name} begins here, ends there and takes at most 1.4 s`, () => {
    const made = camera()
    const { took, at } = made.path(goal)
    for (const [part, view] of /** @type {[number, View][]} */ ([[0, made.view], [1, goal]])) {
      for (const [axis, value] of Object.entries(at(part))) {
        assert.ok(Math.abs(value - view[axis]) < 1e-6 * Math.max(1, Math.abs(value)), `${axis} is ${value} at ${part}`)
      }
    }
    assert.ok(took >= 250 && took <= 1400)
  })
}

test("a long flight backs away on its way", () => {
  const made = camera()
  made.look({ k: 3000, x: -2, y: 0 })
  const { at } = made.path({ k: 3000, x: 2, y: 0 })
  const half = at(0.5)
  assert.ok(half.k < 300)
  close(half.x, 0)
})

test("a title is looked at from where most of what belongs to it can be seen", () => {
  const made = camera()
  const others = [[0.1, 0], [0, 0.1], [-0.1, 0], [0.5, 0]]
  const { k } = made.near([0, 0], others)
  assert.ok(k > made.home().k && k * 0.1 < made.width / 2)
  assert.equal(made.near([0, 0], [[99, 0]]).k, made.home().k)
})
