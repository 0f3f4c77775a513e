const path = require('node:path')

module.exports = {
  mode: 'production',
  entry: './main.js',
  experiments: { css: true },
  performance: { hints: false },
  // The lazy files are minified already; doing it again takes a minute.
  optimization: { minimize: false },
  output: {
    path: path.join(__dirname, 'dist-webpack'),
    filename: 'main.js',
    publicPath: 'auto',
    clean: true,
  },
}
