package tui

import (
	"testing"

	"vigie/internal/domain"
)

func TestRemovalGoesFromAUserToItsLetterWithinTheConsole(t *testing.T) {
	w := newWorld(t)
	agent := w.enter(domain.Agent, domain.French)
	agent.play("gu j j x")
	agent.sees("compte d'utilisateur", "suppression", "Identité établie")
	agent.keys("tab", "tab", "tab", "right", "ctrl+s")
	agent.sees("reçue", "RGPD, article 17")
	agent.keys("a")
	agent.sees("L'état de la demande ne le permet pas")
	agent.keys("e")
	agent.sees("Envoyer l'explication obligatoire")
	agent.keys("tab", "enter")
	agent.sees("expliquée")
	agent.keys("a")
	agent.sees("Vous avez enregistré cette demande")
	agent.keys("p")
	agent.sees("Seront effacés", "1 compte", "RGPD 5(2)")
	agent.keys("f")
	agent.sees("telle qu'elle serait écrite", "Voici ce qui a été effacé")

	chief := w.enter(domain.Administrator, domain.French)
	chief.play("gd")
	chief.sees("suppression", "expliquée")
	chief.keys("enter", "x")
	chief.sees("L'état de la demande ne le permet pas")
	chief.keys("a", "tab", "enter")
	chief.sees("approuvée")
	chief.keys("x")
	chief.sees("efface pour toujours", "Tapez 1")
	chief.text("2")
	chief.keys("enter")
	chief.sees("Tapez 1")
	chief.keys("backspace")
	chief.text("1")
	chief.keys("enter")
	chief.sees("exécutée")
	chief.keys("f")
	chief.sees("telle que gardée", "Effacés")
}

func TestRegistersShowHoldsPeriodsAndWhatIsSuppressed(t *testing.T) {
	d := newWorld(t).enter(domain.Administrator, domain.French)
	d.keys(":")
	d.text("registres")
	d.keys("enter")
	d.sees("liste d'opposition", "Personne n'est sur la liste")
	d.keys("p")
	d.sees("CSS L. 244-11", "60")
}
