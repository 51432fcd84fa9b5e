package train

import (
	"reflect"
	"testing"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
)

// others are values that a parameter without an arithmetic can have.
func others() []any {
	return []any{
		nn.Relu, nn.Tanh, nn.GlorotUniform, nn.Orthogonal, nn.CrossEntropy, nn.MSE, nn.BinaryCrossEntropy, nn.Adam, nn.SGD,
		nn.Constant, nn.Cosine, encoding.Uniform, encoding.Halton, encoding.Global, encoding.None,
		placecell.Fixed, placecell.OnePlus,
	}
}

// changes calls f with every copy of p in which one field differs, by its path.
func changes(p Params, f func(path string, changed Params)) {
	var visit func(path string, at func(*Params) reflect.Value)
	visit = func(path string, at func(*Params) reflect.Value) {
		v := at(&p)
		try := func(change func(v reflect.Value)) {
			changed := p
			change(at(&changed))
			f(path, changed)
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				visit(path+"."+v.Type().Field(i).Name, func(p *Params) reflect.Value { return at(p).Field(i) })
			}
		case reflect.Int:
			try(func(v reflect.Value) { v.SetInt(v.Int() + 1) })
		case reflect.Uint64:
			try(func(v reflect.Value) { v.SetUint(v.Uint() + 1) })
		case reflect.Bool:
			try(func(v reflect.Value) { v.SetBool(!v.Bool()) })
		case reflect.Float64:
			try(func(v reflect.Value) { v.SetFloat(v.Float()*0.75 + 0.05) })
			try(func(v reflect.Value) { v.SetFloat(v.Float() + 1) })
		case reflect.String:
			for _, o := range others() {
				if reflect.TypeOf(o) == v.Type() && o != v.Interface() {
					try(func(v reflect.Value) { v.Set(reflect.ValueOf(o)) })
				}
			}
		case reflect.Interface:
			for _, o := range []any{encoding.GaussianEntry().Kind(), encoding.SoDEntry().Kind(), nn.GRU{}, nn.LSTM{}} {
				if reflect.TypeOf(o).Implements(v.Type()) && o != v.Interface() {
					try(func(v reflect.Value) { v.Set(reflect.ValueOf(o)) })
				}
			}
		default:
			panic(path + " is of a kind that the test cannot change")
		}
	}
	visit("Params", func(p *Params) reflect.Value { return reflect.ValueOf(p).Elem() })
}

// bases are networks of different kinds, each with fields that others may not set.
func bases() []Params {
	dos := tiny()
	banino := Smoke(encoding.Gaussian(0.12), 4)
	banino.Net.Cell, banino.Net.Bottleneck, banino.Net.HeadCells, banino.HeadConcentration = nn.Banino{}, 12, 12, 20
	banino.Net.ReadoutDropout = 0.5
	banino.Rule = nn.RMSpropRule()
	general := Published(encoding.GeneralDoG(0.12, 2, 1, 0.5), 5)
	general.Encoding.Fields = encoding.FieldCount{Law: placecell.GammaPoisson, Mean: 2, Shape: 0.5}
	mixed := Smoke(encoding.DoS(0.12, 2), 6)
	mixed.Encoding.SigmaM.Hi, mixed.Encoding.SurroundScale.Hi, mixed.Encoding.Aspect.Lo, mixed.Encoding.Aspect.Hi = 3, 5, 1.5, 4
	return []Params{dos, banino, general, mixed, Smoke(encoding.Cartesian(), 1), Smoke(encoding.HighDimPolar(), 1)}
}

// Every parameter is in the fingerprint.
func TestFingerprintCoversEveryField(t *testing.T) {
	for _, p := range bases() {
		seen := map[[32]byte]string{p.Fingerprint(): "nothing"}
		changes(p, func(path string, changed Params) {
			if changed == p {
				t.Fatalf("%s was not changed", path)
			}
			if old, ok := seen[changed.Fingerprint()]; ok {
				t.Errorf("%s: %s and %s changed give one fingerprint", p, path, old)
			}
			seen[changed.Fingerprint()] = path
		})
	}
}

// Two valid networks that differ in one parameter have different names.
func TestStringTellsNetworksApart(t *testing.T) {
	valid := map[string]bool{}
	for _, p := range bases() {
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		check := func(path string, changed Params) {
			if changed.Validate() != nil {
				return
			}
			valid[path] = true
			if changed.String() == p.String() {
				t.Errorf("%s changed, the name is still %s", path, p)
			}
		}
		changes(p, check)
		// These two change together.
		box, torus := p, p
		box.Walk.BoxWidthM, box.Encoding.BoxWidthM = 3, 3
		torus.Walk.Periodic, torus.Encoding.Periodic = !p.Walk.Periodic, !p.Encoding.Periodic
		check("Params.Walk.BoxWidthM", box)
		check("Params.Encoding.BoxWidthM", box)
		check("Params.Walk.Periodic", torus)
		check("Params.Encoding.Periodic", torus)
	}
	for _, path := range []string{"Params.Walk.Paths", "Params.Walk.Steps", "Params.Walk.Seed"} {
		valid[path] = true // must be 0
	}
	changes(bases()[0], func(path string, _ Params) {
		if !valid[path] {
			t.Errorf("no valid network has another %s: the test is blind to it", path)
		}
	})
}
