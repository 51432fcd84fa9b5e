// Package figures draws the paper's figures, a file each, from the tables
// behind their panels and nothing else. All sizes, colours and fonts are in
// style.go; the marks are in figures/panel, the file formats in figures/ink.
//
// It does not train, score or estimate: every number arrives in a table.
package figures
