package codeid

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"os"
)

// symbolsOfProgram are the names of the data in the running program.
func symbolsOfProgram() ([]string, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return dataSymbols(path)
}

// dataSymbols are the names in a program's symbol table that are no code. A
// program without a table is an error.
func dataSymbols(path string) (names []string, err error) {
	for _, read := range []func(string) ([]string, error){elfData, machoData, peData} {
		names, fault := read(path)
		switch {
		case fault == nil && len(names) > 0:
			return names, nil
		case fault == nil:
			return nil, errors.New("it is stripped")
		}
		err = fault
	}
	return nil, err
}

func elfData(path string) (names []string, err error) {
	f, err := elf.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	symbols, err := f.Symbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return nil, err
	}
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_OBJECT {
			names = append(names, s.Name)
		}
	}
	return names, nil
}

func machoData(path string) (names []string, err error) {
	f, err := macho.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	if f.Symtab == nil {
		return nil, nil
	}
	for _, s := range f.Symtab.Syms {
		if n := int(s.Sect); n > 0 && n <= len(f.Sections) && f.Sections[n-1].Name != "__text" {
			names = append(names, s.Name)
		}
	}
	return names, nil
}

func peData(path string) (names []string, err error) {
	f, err := pe.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	for _, s := range f.Symbols {
		if n := int(s.SectionNumber); n > 0 && n <= len(f.Sections) && f.Sections[n-1].Name != ".text" {
			names = append(names, s.Name)
		}
	}
	return names, nil
}
