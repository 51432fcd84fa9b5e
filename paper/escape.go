package paper

import "strings"

// EscapeMarkdown makes any text one line of plain text in Markdown, also in a
// cell of a table: no tag, link, picture, code, line break or mention of a
// person in it has an effect. What has no such meaning stays as it is.
func EscapeMarkdown(s string) string {
	return strings.NewReplacer(
		"&", "&amp;",
		"<", "&lt;",
		`\`, `\\`,
		"|", `\|`,
		"`", "\\`",
		"](", `]\(`,
		"][", `]\[`,
		"@", "&#64;",
		"\r\n", " ",
		"\n", " ",
		"\r", " ",
	).Replace(s)
}
