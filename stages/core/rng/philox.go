package rng

// philox is Philox4x32-10: ten rounds of two multiplications that turn a
// counter of 128 bits into 128 random bits under a key of 64 bits.
func philox(c0, c1, c2, c3, k0, k1 uint32) (uint32, uint32, uint32, uint32) {
	const (
		mul0  = 0xD2511F53
		mul1  = 0xCD9E8D57
		weyl0 = 0x9E3779B9
		weyl1 = 0xBB67AE85
	)
	for range 10 {
		p0 := uint64(c0) * mul0
		p1 := uint64(c2) * mul1
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += weyl0
		k1 += weyl1
	}
	return c0, c1, c2, c3
}

// deriveKey turns a seed and a purpose into a key: FNV-1a over the purpose,
// then a bijective mix of the seed, so that neighbouring seeds have unrelated
// keys and no two seeds of one purpose share a key.
func deriveKey(seed uint64, purpose string) [2]uint32 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(purpose) {
		h ^= uint64(purpose[i])
		h *= 0x100000001b3
	}
	k := mix(mix(seed+0x9e3779b97f4a7c15) ^ h)
	return [2]uint32{uint32(k), uint32(k >> 32)}
}

// mix is the finaliser of splitmix64.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
