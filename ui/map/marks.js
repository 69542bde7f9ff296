// What is marked on the atlas: the chosen title, its nearest, an outline, and where a taste stands. What somebody draws
// around is told from here, so that Python answers with the table alone.

export default function (component) {
  globalThis.animeAtlasMarks = component
  globalThis.animeAtlas?.mark(component.data)
  if (component.data.tell_idle) whenDrawn(() => component.setTriggerValue("idle", true))
}

// Once the map stands and the browser has nothing else to do.
function whenDrawn(tell) {
  const { requestIdleCallback = setTimeout } = globalThis // Safari has no way to ask
  if (globalThis.animeAtlas?.spots.length) requestIdleCallback(tell)
  else requestAnimationFrame(() => whenDrawn(tell))
}
