const path = require('node:path')

module.exports = {
  mode: 'production',
  entry: './main.js',
  experiments: { css: true },
  performance: { hints: false },
  output: {
    path: path.join(__dirname, 'dist-webpack'),
    filename: 'main.js',
    publicPath: 'auto',
    clean: true,
  },
}
