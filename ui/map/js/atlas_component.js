// @ts-check
// A map of titles on a canvas: moved, zoomed and turned, with flight to a title, lasso and box. Python gives the data
// and gets back what somebody clicked.

/** @import { Component } from "./meeting.js" */
/** @import { MapData } from "./scene.js" */
import { Atlas } from "./atlas.js"
import { part } from "./elements.js"
import { leaveAtlas, marksOf } from "./meeting.js"

/** @type {WeakMap<ShadowRoot, Atlas>} */
const atlases = new WeakMap()

/** @param {Component<MapData>} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const atlas = atlases.get(parentElement) ?? new Atlas(part(parentElement, ".atlas"), data)
  atlases.set(parentElement, atlas)
  leaveAtlas(parentElement, data.map, atlas)
  atlas.onChosen = id => setTriggerValue("chosen", id)
  atlas.update(data)
  const marks = marksOf(parentElement, data.map)
  if (marks) atlas.mark(marks)
  return () => {
    atlas.close()
    atlases.delete(parentElement)
  }
}
