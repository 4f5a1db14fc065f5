// Before the first paint: the theme and the direction of last time.
(function () {
  var root = document.documentElement;
  var theme = 'system';
  var locale = 'en';
  try {
    theme = localStorage.getItem('vireo.theme') || theme;
    locale = localStorage.getItem('vireo.locale') || locale;
  } catch (error) {
    console.warn('no storage for the theme', error);
  }
  var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  root.lang = locale;
  root.dir = /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
})();
