;; The inner loops of the vector index, for WebAssembly with 128-bit SIMD. `scripts/build-scan.ts` makes `scan-bytes.ts`
;; of this file. A row is the int8 codes of one vector, `width` bytes, a multiple of 16, zeros at its end. Rows are read one
;; after the other: four at a time take twice as long, since the memory is then read in four streams.
(module
  (memory (export "memory") 1)

  ;; The sums of a scan, for `stats`: f64 sum, f64 sum of squares, f32 lowest.
  (global $stats i32 (i32.const 0))

  ;; The rows, of `count`, whose number of differing sign bits at `distances` is not above `cut`, as i32 at `out`; returns
  ;; how many. Without branches: which rows are near cannot be foreseen.
  (func (export "near")
    (param $distances i32) (param $count i32) (param $cut i32) (param $out i32)
    (result i32)
    (local $row i32) (local $at i32)
    (local.set $at (local.get $out))
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $row) (local.get $count)))
        (i32.store (local.get $at) (local.get $row))
        (local.set $at (i32.add (local.get $at) (i32.shl
          (i32.le_u (i32.load16_u (local.get $distances)) (local.get $cut)) (i32.const 2))))
        (local.set $distances (i32.add (local.get $distances) (i32.const 2)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $rows)))
    (i32.shr_u (i32.sub (local.get $at) (local.get $out)) (i32.const 2)))

  ;; Cosines of `count` rows with the query, whose codes lie at `query` as int16: of the first, or of those that `rows` lists
  ;; where it is not 0. Cosines above `threshold` are written to `out` as pairs (i32 row, f32 cosine); returns how many.
  ;; Listed rows lie far apart: sixteen at a time are touched before they are worked on, so that the memory brings them
  ;; together and not one after the other.
  (func (export "scan")
    (param $codes i32) (param $scales i32) (param $count i32) (param $width i32)
    (param $query i32) (param $queryScale f32) (param $rows i32)
    (param $threshold f32) (param $out i32)
    (result i32)
    (local $number i32) (local $row i32) (local $at i32) (local $end i32) (local $found i32)
    (local $touched i32) (local $mark i32) (local $stop i32)
    (local $even v128) (local $odd v128) (local $cosine f32) (local $wide f64)
    (local $sum f64) (local $squares f64) (local $lowest f32)
    (local.set $found (local.get $out))
    (local.set $sum (f64.load (global.get $stats)))
    (local.set $squares (f64.load offset=8 (global.get $stats)))
    (local.set $lowest (f32.load offset=16 (global.get $stats)))
    (block $done
      (loop $next_row
        (br_if $done (i32.ge_u (local.get $number) (local.get $count)))
        (local.set $row (local.get $number))
        (block $next
          (if (local.get $rows)
            (then
              (local.set $mark (i32.add (local.get $rows) (i32.shl (local.get $number) (i32.const 2))))
              (local.set $row (i32.load (local.get $mark)))
              (if (i32.eqz (i32.and (local.get $number) (i32.const 15)))
                (then
                  (local.set $stop (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
                  (if (i32.gt_u (i32.sub (local.get $stop) (local.get $mark)) (i32.const 64))
                    (then (local.set $stop (i32.add (local.get $mark) (i32.const 64)))))
                  (loop $ahead
                    (local.set $at (i32.add (local.get $codes) (i32.mul (i32.load (local.get $mark)) (local.get $width))))
                    (local.set $end (i32.add (local.get $at) (local.get $width)))
                    (loop $lines
                      (local.set $touched (i32.xor (local.get $touched) (i32.load8_u (local.get $at))))
                      (local.set $at (i32.add (local.get $at) (i32.const 64)))
                      (br_if $lines (i32.lt_u (local.get $at) (local.get $end))))
                    (local.set $mark (i32.add (local.get $mark) (i32.const 4)))
                    (br_if $ahead (i32.lt_u (local.get $mark) (local.get $stop))))))))
          (local.set $even (v128.const i32x4 0 0 0 0))
          (local.set $odd (v128.const i32x4 0 0 0 0))
          (local.set $at (i32.add (local.get $codes) (i32.mul (local.get $row) (local.get $width))))
          (local.set $end (i32.add (local.get $at) (local.get $width)))
          (loop $columns
            (local.set $even (i32x4.add (local.get $even) (i32x4.dot_i16x8_s
              (v128.load8x8_s (local.get $at)) (v128.load (local.get $query)))))
            (local.set $odd (i32x4.add (local.get $odd) (i32x4.dot_i16x8_s
              (v128.load8x8_s offset=8 (local.get $at)) (v128.load offset=16 (local.get $query)))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (local.set $query (i32.add (local.get $query) (i32.const 32)))
            (br_if $columns (i32.lt_u (local.get $at) (local.get $end))))
          (local.set $query (i32.sub (local.get $query) (i32.shl (local.get $width) (i32.const 1))))
          (local.set $even (i32x4.add (local.get $even) (local.get $odd)))
          (local.set $even (i32x4.add (local.get $even)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $even) (local.get $even))))
          (local.set $cosine (f32.mul
            (f32.mul
              (f32.convert_i32_s (i32.add
                (i32x4.extract_lane 0 (local.get $even)) (i32x4.extract_lane 1 (local.get $even))))
              (f32.load (i32.add (local.get $scales) (i32.shl (local.get $row) (i32.const 2)))))
            (local.get $queryScale)))
          (local.set $wide (f64.promote_f32 (local.get $cosine)))
          (local.set $sum (f64.add (local.get $sum) (local.get $wide)))
          (local.set $squares (f64.add (local.get $squares) (f64.mul (local.get $wide) (local.get $wide))))
          (local.set $lowest (f32.min (local.get $lowest) (local.get $cosine)))
          (br_if $next (f32.le (local.get $cosine) (local.get $threshold)))
          (i32.store (local.get $found) (local.get $row))
          (f32.store offset=4 (local.get $found) (local.get $cosine))
          (local.set $found (i32.add (local.get $found) (i32.const 8))))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br $next_row)))
    ;; What was touched is used, or it would not be loaded.
    (i32.store offset=20 (global.get $stats) (local.get $touched))
    (f64.store (global.get $stats) (local.get $sum))
    (f64.store offset=8 (global.get $stats) (local.get $squares))
    (f32.store offset=16 (global.get $stats) (local.get $lowest))
    (i32.shr_u (i32.sub (local.get $found) (local.get $out)) (i32.const 3)))

  ;; The sign bits of `count` rows, one bit a code, `width / 8` bytes a row.
  (func (export "signs") (param $codes i32) (param $count i32) (param $width i32) (param $bits i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $codes) (i32.mul (local.get $count) (local.get $width))))
    (block $done
      (loop $columns
        (br_if $done (i32.ge_u (local.get $codes) (local.get $end)))
        (i32.store16 (local.get $bits) (i8x16.bitmask (v128.load (local.get $codes))))
        (local.set $codes (i32.add (local.get $codes) (i32.const 16)))
        (local.set $bits (i32.add (local.get $bits) (i32.const 2)))
        (br $columns))))

  ;; Numbers of sign bits that differ between the query and `count` rows of `width` bytes, a multiple of 2, as u16 at
  ;; `distances`; counts them in `histogram`, one i32 per number. By words of 64 bits: processors count their bits at once,
  ;; while those of a vector must be looked up and then added across.
  (func (export "hamming")
    (param $bits i32) (param $count i32) (param $width i32) (param $query i32) (param $distances i32)
    (param $histogram i32)
    (local $last i32) (local $at i32) (local $end i32) (local $distance i32)
    (local.set $last (i32.add (local.get $distances) (i32.shl (local.get $count) (i32.const 1))))
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $distances) (local.get $last)))
        (local.set $distance (i32.const 0))
        (local.set $at (local.get $query))
        ;; 48 bytes at a time: 384 dimensions.
        (local.set $end (i32.add (local.get $query)
          (i32.mul (i32.div_u (local.get $width) (i32.const 48)) (i32.const 48))))
        (block $wide
          (loop $columns
            (br_if $wide (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $distance (i32.add (local.get $distance) (i32.wrap_i64 (i64.add (i64.add
              (i64.add
                (i64.popcnt (i64.xor (i64.load (local.get $at)) (i64.load (local.get $bits))))
                (i64.popcnt (i64.xor (i64.load offset=8 (local.get $at)) (i64.load offset=8 (local.get $bits)))))
              (i64.add
                (i64.popcnt (i64.xor (i64.load offset=16 (local.get $at)) (i64.load offset=16 (local.get $bits))))
                (i64.popcnt (i64.xor (i64.load offset=24 (local.get $at)) (i64.load offset=24 (local.get $bits))))))
              (i64.add
                (i64.popcnt (i64.xor (i64.load offset=32 (local.get $at)) (i64.load offset=32 (local.get $bits))))
                (i64.popcnt (i64.xor (i64.load offset=40 (local.get $at)) (i64.load offset=40 (local.get $bits)))))))))
            (local.set $at (i32.add (local.get $at) (i32.const 48)))
            (local.set $bits (i32.add (local.get $bits) (i32.const 48)))
            (br $columns)))
        ;; What is left over of a row.
        (local.set $end (i32.add (local.get $query) (local.get $width)))
        (block $narrow
          (loop $columns
            (br_if $narrow (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $distance (i32.add (local.get $distance) (i32.popcnt (i32.xor
              (i32.load16_u (local.get $at)) (i32.load16_u (local.get $bits))))))
            (local.set $at (i32.add (local.get $at) (i32.const 2)))
            (local.set $bits (i32.add (local.get $bits) (i32.const 2)))
            (br $columns)))
        (i32.store16 (local.get $distances) (local.get $distance))
        (local.set $at (i32.add (local.get $histogram) (i32.shl (local.get $distance) (i32.const 2))))
        (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
        (local.set $distances (i32.add (local.get $distances) (i32.const 2)))
        (br $rows)))))
