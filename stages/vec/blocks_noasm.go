package vec

func reluBlocks(n int, d, x *float32) int                                         { return 0 }
func reluGradBlocks(n int, d, y, h *float32) int                                  { return 0 }
func tanhBlocks(n int, d, x *float32) int                                         { return 0 }
func tanhGradBlocks(n int, d, y, h *float32) int                                  { return 0 }
func sigmoidBlocks(n int, d, x *float32) int                                      { return 0 }
func sigmoidGradBlocks(n int, d, y, h *float32) int                               { return 0 }
func expBlocks(n int, d, x *float32) int                                          { return 0 }
func logBlocks(n int, d, x *float32) int                                          { return 0 }
func addBlocks(n int, d, x, y *float32) int                                       { return 0 }
func subBlocks(n int, d, x, y *float32) int                                       { return 0 }
func mulBlocks(n int, d, x, y *float32) int                                       { return 0 }
func mulAddBlocks(n int, d, x, y *float32) int                                    { return 0 }
func mulMulAddBlocks(n int, d, x, y, z, w *float32) int                           { return 0 }
func scaleBlocks(n int, d, x *float32, c *scalars) int                            { return 0 }
func axpyBlocks(n int, d, x *float32, c *scalars) int                             { return 0 }
func addConstBlocks(n int, d, x *float32, c *scalars) int                         { return 0 }
func lerpBlocks(n int, d, z, a, b *float32) int                                   { return 0 }
func lerpGradBlocks(n int, dz, da, db, dy, z, a, b *float32) int                  { return 0 }
func sumBlocks(n int, x *float32, l *lanes) int                                   { return 0 }
func dotBlocks(n int, x, y *float32, l *lanes) int                                { return 0 }
func maxBlocks(n int, x *float32, l *lanes) int                                   { return 0 }
func minBlocks(n int, x *float32, l *lanes) int                                   { return 0 }
func expShiftBlocks(n int, d, x *float32, c *scalars, l *lanes) int               { return 0 }
func expShiftNegBlocks(n int, d, x *float32, c *scalars, l *lanes) int            { return 0 }
func expDotBlocks(n int, x, y *float32, c *scalars, l, k *lanes) int              { return 0 }
func softmaxGradBlocks(n int, x, y *float32, c *scalars) int                      { return 0 }
func squaredErrorBlocks(n int, x, y *float32, c *scalars, l *lanes) int           { return 0 }
func sigmoidCEBlocks(n int, x, y *float32, c *scalars, l *lanes) int              { return 0 }
func rank2Blocks(n int, d, w0, w1 *float32, c *scalars) int                       { return 0 }
func rank2AddBlocks(n int, d, w0, w1 *float32, c *scalars) int                    { return 0 }
func rank2GradBlocks(n int, g0, g1, dz *float32, c *scalars) int                  { return 0 }
func adamBlocks(n int, w, gr, m, v *float32, c *scalars) int                      { return 0 }
func rmspropBlocks(n int, w, gr, r *float32, c *scalars) int                      { return 0 }
func adagradBlocks(n int, w, gr, a *float32, c *scalars) int                      { return 0 }
func sgdBlocks(n int, w, gr *float32, c *scalars) int                             { return 0 }
func energyBlocks(n int, e, s, x, y, xx, xy, yy, ratio *float32, c *scalars) int  { return 0 }
func nearestBlocks(n int, e, s, x, y, xx, xy, yy, ratio *float32, c *scalars) int { return 0 }
func differenceBlocks(n int, d, p, q *float32, c *scalars, l *lanes) int          { return 0 }
func shiftSumBlocks(n int, x *float32, c *scalars, l *lanes) int                  { return 0 }
