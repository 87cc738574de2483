// What the first paint must know: the chosen theme, and whether a link asks for another page than the acts.
try {
  const theme = localStorage.getItem('latch-theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // a browser without storage shows the system's theme
}
if (location.hash.length > 1 && !/[#&]act=/.test(location.hash)) document.documentElement.dataset.link = '';

// The page as it opens looks alive before it is. Where its program does not come, or breaks off, the sentence that the
// build has put under it says so. Old browsers read this.
(function () {
  var LATE_MS = 8000;
  // an exception may be another's, an extension's say, and the page comes all the same
  var PATIENCE_MS = 2000;

  function tell(text) {
    var app = document.getElementById('app');
    var sentence = document.querySelector('.watchman');
    // drawn, or taken over by whoever drew what stands there
    if (!app || document.querySelector('main[data-status]') || (!sentence && app.firstElementChild)) return;
    if (!sentence) {
      sentence = document.createElement('p');
      sentence.className = 'watchman';
      sentence.setAttribute('role', 'alert');
      sentence.innerHTML = '<span></span> <a href="">Reload the page</a>';
      app.appendChild(sentence);
    }
    if (text) sentence.firstElementChild.textContent = text;
    document.documentElement.setAttribute('data-dead', '');
  }

  addEventListener(
    'error',
    function (event) {
      if (event.target instanceof HTMLScriptElement)
        tell(
          location.protocol === 'file:'
            ? 'This page was opened from a file, and browsers run such programs only from a web server: one on this machine will do.'
            : 'The page’s program could not be loaded: the site was not reached, or it has been renewed.',
        );
      else if (event.target === window)
        setTimeout(
          tell,
          PATIENCE_MS,
          'The page’s program could not start in this browser (' +
            event.message +
            '). A newer browser may help.',
        );
    },
    true,
  );

  setTimeout(tell, LATE_MS, '');

  // a plain link to the same page would leave out what stands behind the #
  addEventListener('click', function (event) {
    var link = event.target instanceof Element && event.target.closest('.watchman a');
    if (!link) return;
    event.preventDefault();
    location.reload();
  });
})();
