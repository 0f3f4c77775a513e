/**
 * Words of other languages than English that a question is framed with or that stand in any text, by the Snowball name of the
 * language. Sharing one of them says little about the topic, so the off-topic rule counts them for less.
 */
export const GENERAL_WORDS: Readonly<Record<string, string>> = {
  arabic: `كم عدد كثير قليل جديد قديم جيد سيئ أفضل كبير صغير طويل قصير سهل صعب مهم ممكن يمكن يمكنني يجب أريد أحتاج أستطيع أعرف
  أجد استخدام أستخدم مثال شيء أشياء شخص ناس وقت يوم شهر سنة أسبوع اليوم غدا الآن أول آخر طريقة سبب فرق معنى يعني نوع مشكلة سؤال جواب
  شرح اشرح أخبرني اكتب أعطني قل العمل يعمل تعمل يحدث نقطة مكان حالة جزء كامل صحيح خطأ ضروري خاص عام مختلف بداية نهاية`,
  danish: `mange lidt mest ny gammel god dårlig bedre bedst stor lille lang kort nem let svær vigtig mulig forskellig rigtig
  forkert første sidste næste tid dag uge måned år ofte altid aldrig måde grund eksempel ting person folk problem spørgsmål svar
  forskel betydning betyder bruge bruger finde finder få får give giver gøre gør gå går komme kommer sige siger tage tager se ser vide
  ved lave laver virke virker forklare forklar fortæl skriv brug behøver vil må bør kort sted del hele slags`,
  dutch: `vaak weinig meeste nieuw oud goed slecht beter best groot klein lang kort makkelijk moeilijk belangrijk mogelijk
  verschillend juist fout eerste laatste volgende tijd dag week maand jaar manier reden voorbeeld ding mens mensen persoon probleem
  vraag antwoord verschil betekenis betekent gebruik gebruiken vinden krijgen krijg geven geeft maken maakt doen doet gaan gaat komen
  komt zeggen nemen zien weten werken werkt leg uitleggen vertel schrijf nodig mag moeten willen laten duurt duren hoeveel hoelang plaats
  deel geheel soort beste vandaag morgen nu`,
  finnish: `paljon vähän moni monta uusi vanha hyvä huono parempi paras iso suuri pieni pitkä lyhyt helppo vaikea tärkeä
  mahdollinen erilainen oikea väärä ensimmäinen viimeinen seuraava aika päivä viikko kuukausi vuosi usein aina tapa syy esimerkki asia
  ihminen henkilö ongelma kysymys vastaus ero merkitys tarkoittaa käyttää käytän löytää löydän saada saan antaa tehdä teen mennä tulla
  sanoa ottaa nähdä tietää toimia toimii selitä kerro kirjoita tarvita tarvitsen pitää täytyy haluta voida voi kestää paikka osa koko
  laji tänään huomenna nyt`,
  french: `combien souvent beaucoup peu nouveau nouvelle vieux bon bonne mauvais meilleur mieux grand petit long court facile
  difficile important possible différent juste faux premier dernier prochain temps fois jour semaine mois année an heure moment façon
  manière raison exemple chose personne gens problème question réponse différence sens signifier signifie vouloir veut dire utiliser
  trouver obtenir donner faire fait faut falloir aller va venir prendre voir savoir sait fonctionner marche expliquer explique raconter
  écrire écris besoin devoir dois doit pouvoir puis peut peux veux laisser mettre durer dure quantité lieu partie tout type genre
  aujourd'hui demain maintenant fréquence nombre`,
  german: `oft wenig meist neu alt gut schlecht besser best groß klein lang lange kurz leicht einfach schwer schwierig wichtig
  möglich verschieden unterschiedlich richtig falsch erst letzt nächst zeit mal tag woche monat jahr heute morgen jetzt immer nie art
  weise grund beispiel ding sache mensch leute person problem frage antwort unterschied bedeutung bedeuten bedeutet heißen heißt
  benutzen benutze verwenden nutzen finden finde bekommen bekomme geben gibt gebe machen mache tun gehen geht kommen kommt sagen
  nehmen sehen wissen weiß funktionieren funktioniert erklären erkläre erzählen erzähl schreiben schreibe brauchen brauche dürfen darf
  müssen muß mögen möchte sollen lassen stellen dauern dauert ort teil ganz häufig genau eigentlich kannst`,
  hungarian: `sok kevés gyakran mennyi hány új régi rossz jobb legjobb nagy kicsi kis hosszú rövid könnyű nehéz fontos
  lehetséges különböző helyes hibás első utolsó következő idő nap hét hónap év mindig soha mód ok példa dolog ember személy probléma
  kérdés válasz különbség jelentés jelent használ használni talál találni kap kapni ad adni csinál csinálni tesz megy menni jön mond
  mondani vesz lát tud tudni működik magyarázd magyaráz mondd írj kellene szükséges lehet akar hagy tart hely rész egész fajta
  ma holnap most`,
  italian: `spesso molto molta molti molte poco pochi nuovo vecchio buono cattivo migliore meglio grande piccolo lungo breve facile
  difficile importante possibile diverso giusto sbagliato primo ultimo prossimo tempo volta giorno settimana mese anno ora momento modo
  maniera ragione esempio cosa persona gente problema domanda risposta differenza significato significare significa usare uso trovare
  trovo ottenere avere dare fare fa faccio andare va venire dire prendere vedere sapere so funzionare funziona spiegare spiega spiegami
  raccontare scrivere scrivi bisogno dovere devo deve bisogna potere posso può volere vuole lasciare mettere durare dura luogo parte
  tipo genere oggi domani adesso numero`,
  norwegian: `ofte lite mest mye ny gammel god dårlig bedre best stor liten lang kort enkel lett vanskelig viktig mulig
  forskjellig riktig feil første siste neste tid dag uke måned år alltid aldri måte grunn eksempel ting person folk problem spørsmål
  svar forskjell betydning betyr bruke bruker finne finner få får gi gir gjøre gjør gå går komme kommer si sier ta tar se ser vite
  vet lage lager virke virker fungerer forklare forklar fortell skriv trenger må bør sted del hele slags dag morgen`,
  portuguese: `frequência muita muitas muitos pouco poucos novo velho bom boa mau melhor grande pequeno longo curto fácil difícil
  importante possível diferente certo errado primeiro último próximo tempo vez vezes dia semana mês ano hora momento modo maneira
  razão exemplo coisa pessoa gente problema pergunta resposta diferença significado significar significa usar uso encontrar obter
  receber dar fazer faz faço ir vai vir dizer tomar ver saber sei funcionar funciona explicar explique contar conte escrever escreva
  preciso precisar dever devo deve poder posso pode querer quer deixar colocar durar dura lugar parte todo tipo hoje amanhã agora
  número`,
  romanian: `des puțin nou vechi bun rău bine mare mic lung scurt ușor greu important posibil diferit corect greșit primul
  ultimul următor timp dată zi săptămână lună an oră mod fel motiv exemplu lucru persoană oameni problemă întrebare răspuns diferență
  sens înseamnă folosi folosesc găsi găsesc obține primi da face fac merge veni spune lua vedea ști știu funcționa funcționează explica
  explică povestește scrie nevoie trebuie putea pot vrea vreau lăsa pune durează dura loc parte tip astăzi azi mâine acum număr`,
  russian: `много мало часто сколько новый старый хороший хорошо плохой лучший большой маленький длинный долго короткий легкий
  легко трудный важный возможно разный правильный неправильный первый последний следующий время день неделя месяц год сегодня завтра
  сейчас способ причина пример вещь человек люди проблема вопрос ответ разница значение значить значит использовать найти получить
  получать дать делать делает сделать идти прийти сказать говорить взять видеть знать знаю работать работает объяснить объясни
  рассказать расскажи написать напиши нужно надо должен мочь могу можно хотеть хочу место часть целый вид длиться`,
  spanish: `frecuencia mucha muchas poca pocos nuevo viejo bueno buen buena malo mejor grande pequeño largo corto fácil difícil
  importante posible diferente correcto falso primero primer último próximo tiempo vez veces día semana mes año hora momento modo
  manera razón ejemplo cosa persona gente problema pregunta respuesta diferencia significado significar significa sentido usar uso
  encontrar obtener conseguir consigo dar hacer hace hago hay ir va venir decir tomar ver saber sé funcionar funciona explicar
  explica contar cuenta escribir escribe necesito necesitar deber debo debe poder puedo puede querer quiere quiero dejar poner durar
  dura lugar parte tipo hoy mañana ahora número cada`,
  swedish: `ofta lite mest ny gammal god bra dålig bättre bäst stor liten lång länge kort enkel lätt svår viktig möjlig olika
  rätt fel första sista nästa tid gång dag vecka månad år alltid aldrig sätt skäl exempel sak person folk människa problem fråga svar
  skillnad betydelse betyder använda använder hitta hittar få får ge ger göra gör gå går komma kommer säga säger ta tar se ser veta
  vet fungera fungerar förklara förklara berätta skriv behöver måste bör plats del hela sort idag imorgon många`,
  turkish: `sık kaç yeni eski iyi kötü büyük küçük uzun kısa kolay zor önemli mümkün farklı doğru yanlış ilk son sonraki
  zaman gün hafta ay yıl saat bugün yarın şimdi hep yol sebep örnek kişi insan insanlar sorun soru cevap yanıt fark anlam demek anlama
  kullan kullanmak kullanabilir bulmak bulabilir almak alabilir vermek yapmak yapabilir yapar gitmek gelmek söyle söylemek görmek bilmek
  çalışır çalışmak açıkla anlat yaz gerek gerekir lazım zorunda mümkün istemek bırakmak koymak sürer yer parça bütün tür`,
}

/**
 * Characters of Chinese and Japanese words that frame questions and join what is said. Where no spaces tell words apart, a
 * pair of characters with one of them says nothing of the topic.
 */
export const GENERAL_CHARACTERS: ReadonlySet<string> = new Set(
  '的了是吗嗎呢吧啊着過过们們我你您他她它这這那哪个個些什么麼谁誰几幾多少怎样樣如何为為因所以可以能会會应應该該要想需让讓把被给給请請有没沒不也都就还還很最更在和与與或但到去从從对對于於将將用时時候再又并並而且其之' +
    'はがをにでとのもへやかねよるたすしてれらなうえおあいこそどまさくけりきつ',
)
