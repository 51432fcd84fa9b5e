package pipeline

import "slices"

// A Task is a group of nodes under a name that a person can ask for.
type Task struct {
	Name        string   // "figure7", "figure7/train" or "train"
	Figure      string   // "figure7", or "" for a stage over all figures
	Stage       string   // "train", or "" for a figure
	Description string   // of figures and tables; "" for stage tasks
	Table       bool     // a table that is no figure, or one of its stages
	Deps        []string // names of the tasks whose nodes these need, nearest first
	Nodes       []*Node
}

// Product reports that a task makes a whole figure or table.
func (t Task) Product() bool { return t.Figure != "" && t.Stage == "" }

// Tasks derives the tasks of the graph, dependencies before their users: for
// each figure one task per stage of its closure, then the figure itself, which
// makes what its last stage makes; and for each stage one task over all figures.
// Where stages depend on each other both ways, the edge against the order of
// declaration is left out: tasks are for people, nodes are what is scheduled.
func (g *Graph) Tasks() []Task {
	var tasks []Task
	var all []*Node
	for _, t := range g.targets {
		closure := Closure(t.Node)
		stages := stageTasks(closure, t.Name, t.Name+"/")
		for i := range stages {
			stages[i].Table = t.Table
		}
		tasks = append(tasks, stages...)
		tasks = append(tasks, Task{
			Name: t.Name, Figure: t.Name, Description: t.Description,
			Deps: []string{t.Name + "/" + t.Node.stage}, Nodes: []*Node{t.Node}, Table: t.Table,
		})
		all = append(all, closure...)
	}
	slices.SortFunc(all, func(a, b *Node) int { return a.index - b.index })
	return append(tasks, stageTasks(slices.Compact(all), "", "")...)
}

// stageTasks groups nodes, which are in topological order, by stage.
func stageTasks(nodes []*Node, figure, prefix string) []Task {
	var tasks []Task
	position := map[string]int{}
	for _, n := range nodes {
		i, ok := position[n.stage]
		if !ok {
			i = len(tasks)
			position[n.stage] = i
			tasks = append(tasks, Task{Name: prefix + n.stage, Figure: figure, Stage: n.stage})
		}
		tasks[i].Nodes = append(tasks[i].Nodes, n)
	}
	for i := range tasks {
		tasks[i].Deps = direct(tasks[i].Nodes, tasks[i].Stage, prefix, tasks[:i])
	}
	return tasks
}

// direct names the earlier tasks that nodes take inputs from, except those
// that another of them needs anyway.
func direct(nodes []*Node, stage, prefix string, earlier []Task) []string {
	needs := map[string]bool{}
	for _, n := range nodes {
		for _, d := range n.deps {
			if d.stage != stage {
				needs[prefix+d.stage] = true
			}
		}
	}
	var deps []string
	for _, t := range slices.Backward(earlier) {
		if needs[t.Name] {
			deps = append(deps, t.Name)
		}
	}
	return slices.DeleteFunc(deps, func(name string) bool {
		return slices.ContainsFunc(deps, func(other string) bool {
			return other != name && reaches(earlier, other, name)
		})
	})
}

func reaches(tasks []Task, from, to string) bool {
	i := slices.IndexFunc(tasks, func(t Task) bool { return t.Name == from })
	if i < 0 {
		return false
	}
	return slices.ContainsFunc(tasks[i].Deps, func(d string) bool {
		return d == to || reaches(tasks, d, to)
	})
}
