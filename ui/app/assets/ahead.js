// What Streamlit loads for the first chart, table or code is loaded before a page needs it: once the first page had its
// time, one file after the other while the browser is idle. Whoever asked their browser to save data is spared it.
addEventListener("load", () => {
  const idle = window.requestIdleCallback ?? setTimeout
  const next = ([file, ...more]) => file && idle(() => import(file).then(() => next(more)))
  if (!navigator.connection?.saveData) setTimeout(next, 3_000, FILES)
})
