package main

// allRows are the rows in the order of the table that the README shows.
func allRows() []row {
	return []row{
		{"generate", measureGenerate},
		{"reads", measureReads},
		{"growth", measureGrowth},
		{"preview", measurePreview},
		{"planning", measurePlanning},
		{"sending", measureSending},
		{"import", measureImportFresh},
		{"fullimport", measureImportFull},
		{"export", measureExport},
		{"pages", measurePages},
		{"start", measureStart},
		{"sessions", measureSessions},
	}
}
