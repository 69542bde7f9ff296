// @ts-check
// What is marked on a map: the chosen title, its nearest, an outline, and where a taste stands. What somebody draws
// around is told from here, so that Python answers with the table alone.

/** @import { Component } from "./meeting.js" */
/** @import { Marks } from "./scene.js" */
import { atlasOf, leaveMarks } from "./meeting.js"

/** @param {Component<Marks>} component */
export default function (component) {
  leaveMarks(component)
  atlasOf(component.parentElement, component.data.map)?.mark(component)
}
