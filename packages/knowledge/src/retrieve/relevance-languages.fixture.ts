/** A guide to a library and the manual of a coffee machine, in four languages, with questions that they answer or do not. */
export interface LanguageCase {
  readonly language: string
  readonly documents: readonly { readonly name: string; readonly text: string }[]
  /** Each with words of the passage that answers. */
  readonly onTopic: readonly (readonly [question: string, answer: string])[]
  readonly offTopic: readonly string[]
  /** What is not found of `onTopic`: of several words that tell, the passage has too few, often for a compound. */
  readonly missed: readonly string[]
}

const GERMAN: LanguageCase = {
  language: 'German',
  documents: [
    {
      name: 'bibliothek.md',
      text: `# Besucherführer der Hafenbibliothek

## Öffnungszeiten

Der große Saal ist von Dienstag bis Freitag zwischen 9 und 20 Uhr geöffnet, am Samstag bis 17 Uhr. An Sonntagen, Montagen und Feiertagen haben wir geschlossen. Den Lesesaal im Erdgeschoss kann man mit einem Ausweis jeden Tag von 6 bis 23 Uhr betreten.

## Ausweis

Der Ausweis ist für Einwohner unter 18 Jahren kostenlos und kostet Erwachsene 20 Euro im Jahr. Studierende und Auszubildende zahlen 8 Euro. Bringen Sie einen Personalausweis und einen Nachweis Ihrer Adresse mit. Ein verlorener Ausweis wird für 5 Euro ersetzt.

## Ausleihen und zurückgeben

Sie dürfen 30 Medien zugleich ausleihen. Bücher können vier Wochen behalten werden, Filme, Spiele und Zeitschriften eine Woche. Die Leihfrist wird zweimal verlängert, wenn niemand das Buch vorgemerkt hat. Wer zu spät zurückgibt, zahlt 25 Cent je Medium und Tag.

## Computer und Drucken

Das Netz heißt Hafen-Frei und fragt nach der Nummer Ihres Ausweises. Eine Seite in Schwarzweiß kostet 10 Cent, in Farbe 40 Cent. Das Scannen auf einen Speicherstift ist kostenlos.

## Anfahrt

Die Straßenbahnlinien 3 und 7 halten am Alten Zollhaus. Fahrradständer stehen an beiden Eingängen. Alle Stockwerke erreicht man mit dem Aufzug, Blindenhunde sind willkommen.
`,
    },
    {
      name: 'espresso.md',
      text: `# Espressomaschine Aurora 3

## Vor dem ersten Gebrauch

Spülen Sie den Wassertank aus und füllen Sie ihn mit frischem kaltem Wasser bis zur Markierung MAX. Stellen Sie ein Gefäß unter den Auslauf und drücken Sie die Spültaste. Der Kessel heizt etwa 90 Sekunden.

## Milch aufschäumen

Füllen Sie das Kännchen zu einem Drittel mit kalter Milch. Hören Sie bei 65 Grad auf: heißere Milch verliert ihre Süße. Wischen Sie die Dampfdüse sofort mit einem feuchten Tuch ab.

## Entkalken

Entkalken Sie, wenn die orange Lampe leuchtet, spätestens alle drei Monate. Lösen Sie einen Beutel Entkalker in einem Liter Wasser auf. Das Programm dauert 22 Minuten und darf nicht unterbrochen werden. Verwenden Sie niemals Essig: er greift die Dichtungen an.

## Warnlampen

Eine blinkende blaue Lampe bedeutet, dass der Tank leer ist. Eine rote Lampe bedeutet, dass der Kessel zu heiß ist: schalten Sie die Maschine aus und lassen Sie sie 20 Minuten abkühlen.

## Garantie

Die Garantie gilt 24 Monate ab dem Kauf. Schäden durch Kalk sind nicht gedeckt. Bewahren Sie die Rechnung auf und schicken Sie die Maschine im Originalkarton an die Werkstatt in Graz.
`,
    },
  ],
  onTopic: [
    ['Ist die Bibliothek am Sonntag offen?', 'An Sonntagen'],
    ['Was kostet ein Ausweis für Studierende?', '8 Euro'],
    ['Wie lange darf ich ein Buch behalten?', 'vier Wochen'],
    ['Wie viel zahle ich, wenn ich zu spät zurückgebe?', '25 Cent'],
    ['Was kostet eine Seite in Farbe?', '40 Cent'],
    ['Welche Straßenbahn fährt zur Bibliothek?', 'Straßenbahnlinien'],
    ['Wie oft muss ich die Maschine entkalken?', 'alle drei Monate'],
    ['Kann ich Essig zum Entkalken verwenden?', 'niemals Essig'],
    ['Was bedeutet die blinkende blaue Lampe?', 'Tank leer'],
    ['Wie lange gilt die Garantie?', '24 Monate'],
    ['Bei wie viel Grad soll die Milch aufhören?', '65 Grad'],
    ['Ausweis verloren', 'ersetzt'],
  ],
  offTopic: [
    'Was ist die Hauptstadt von Frankreich?',
    'Wer hat 1998 die Fußballweltmeisterschaft gewonnen?',
    'Wie backe ich ein gutes Sauerteigbrot?',
    'Was kostet ein Bitcoin heute?',
    'Erkläre mir bitte die Relativitätstheorie',
    'Wie weit ist der Mond entfernt?',
    'Wer hat Romeo und Julia geschrieben?',
    'Wann ist die beste Zeit, um Tomaten zu pflanzen?',
    'Wie wirken Impfstoffe?',
    'Schreibe ein Gedicht über das Meer',
    'Welche Programmiersprache soll ich zuerst lernen?',
    'Wie viele Menschen leben in Brasilien?',
    'Erzähl mir einen Witz',
    'Was ist der Sinn des Lebens?',
    'Wie wechsle ich einen platten Reifen?',
    'Wer ist der Präsident der Vereinigten Staaten?',
    'Wie lange dauert ein Flug von Berlin nach Sydney?',
    'Kannst du mir einen guten Film empfehlen?',
    'Gibt es morgen Regen?',
    'Wie bekomme ich einen Kredit für ein Haus?',
  ],
  missed: [
    'Ist die Bibliothek am Sonntag offen?',
    'Welche Straßenbahn fährt zur Bibliothek?',
    'Wie oft muss ich die Maschine entkalken?',
  ],
}

const FRENCH: LanguageCase = {
  language: 'French',
  documents: [
    {
      name: 'bibliotheque.md',
      text: `# Guide de la bibliothèque du port

## Horaires

La grande salle est ouverte du mardi au vendredi de 9 à 20 heures et le samedi jusqu'à 17 heures. Nous sommes fermés le dimanche, le lundi et les jours fériés. La salle de lecture du rez-de-chaussée est accessible avec une carte tous les jours de 6 à 23 heures.

## Carte de lecteur

La carte est gratuite pour les habitants de moins de 18 ans et coûte 20 euros par an aux adultes. Les étudiants et les apprentis paient 8 euros. Apportez une pièce d'identité et un justificatif de domicile. Une carte perdue est remplacée pour 5 euros.

## Emprunter et rendre

Vous pouvez emprunter 30 documents à la fois. Les livres se gardent quatre semaines, les films, les jeux et les revues une semaine. Le prêt est prolongé deux fois si personne n'a réservé le livre. En cas de retard, nous demandons 25 centimes par document et par jour.

## Ordinateurs et impression

Le réseau s'appelle Port-Libre et demande le numéro de votre carte. Une page en noir et blanc coûte 10 centimes, en couleur 40 centimes. La numérisation sur une clé est gratuite.

## Accès

Les lignes de tramway 3 et 7 s'arrêtent à l'Ancienne Douane. Des supports à vélos se trouvent aux deux entrées. Tous les étages sont desservis par un ascenseur, les chiens guides sont les bienvenus.
`,
    },
    {
      name: 'espresso.md',
      text: `# Machine à expresso Aurora 3

## Avant la première utilisation

Rincez le réservoir et remplissez-le d'eau fraîche jusqu'au repère MAX. Placez un récipient sous la sortie et appuyez sur la touche de rinçage. La chaudière chauffe pendant environ 90 secondes.

## Faire mousser le lait

Remplissez le pichet de lait froid jusqu'au tiers. Arrêtez à 65 degrés : un lait plus chaud perd sa douceur. Essuyez aussitôt la buse avec un chiffon humide.

## Détartrage

Détartrez quand le voyant orange est allumé, au plus tard tous les trois mois. Dissolvez un sachet de détartrant dans un litre d'eau. Le programme dure 22 minutes et ne doit pas être interrompu. N'utilisez jamais de vinaigre : il attaque les joints.

## Voyants

Un voyant bleu clignotant signifie que le réservoir est vide. Un voyant rouge signifie que la chaudière est trop chaude : éteignez la machine et laissez-la refroidir 20 minutes.

## Garantie

La garantie est valable 24 mois à partir de l'achat. Les dommages dus au calcaire ne sont pas couverts. Gardez la facture et envoyez la machine dans son carton d'origine à l'atelier de Graz.
`,
    },
  ],
  onTopic: [
    ['La bibliothèque est-elle ouverte le dimanche ?', 'fermés le dimanche'],
    ['Combien coûte la carte pour les étudiants ?', '8 euros'],
    ['Combien de temps puis-je garder un livre ?', 'quatre semaines'],
    ['Que dois-je payer en cas de retard ?', '25 centimes'],
    ['Combien coûte une page en couleur ?', '40 centimes'],
    ['Quel tramway va à la bibliothèque ?', 'lignes de tramway'],
    ['À quelle fréquence faut-il détartrer la machine ?', 'trois mois'],
    ['Puis-je utiliser du vinaigre pour le détartrage ?', 'jamais de vinaigre'],
    ['Que signifie le voyant bleu clignotant ?', 'réservoir est vide'],
    ['Combien de mois la garantie est-elle valable ?', '24 mois'],
    ['À combien de degrés arrêter le lait ?', '65 degrés'],
    ["J'ai perdu ma carte", 'remplacée'],
  ],
  offTopic: [
    'Quelle est la capitale du Brésil ?',
    'Qui a gagné la coupe du monde de football en 1998 ?',
    'Comment faire un bon pain au levain ?',
    "Quel est le prix du bitcoin aujourd'hui ?",
    'Explique-moi la théorie de la relativité',
    'À quelle distance se trouve la lune ?',
    'Qui a écrit Roméo et Juliette ?',
    'Quel est le meilleur moment pour planter des tomates ?',
    'Comment fonctionnent les vaccins ?',
    'Écris un poème sur la mer',
    'Quel langage de programmation apprendre en premier ?',
    'Combien de personnes vivent en Australie ?',
    'Raconte-moi une blague',
    'Quel est le sens de la vie ?',
    'Comment changer un pneu crevé ?',
    'Qui est le président des États-Unis ?',
    'Combien de temps dure un vol de Paris à Sydney ?',
    'Peux-tu me conseiller un bon roman policier ?',
    'Va-t-il pleuvoir demain ?',
    'Comment obtenir un crédit pour une maison ?',
  ],
  missed: ['Combien de temps puis-je garder un livre ?'],
}

const SPANISH: LanguageCase = {
  language: 'Spanish',
  documents: [
    {
      name: 'biblioteca.md',
      text: `# Guía de la biblioteca del puerto

## Horario

La sala principal está abierta de martes a viernes entre las 9 y las 20 horas y el sábado hasta las 17 horas. Cerramos los domingos, los lunes y los días festivos. A la sala de lectura de la planta baja se entra con el carné todos los días de 6 a 23 horas.

## Carné

El carné es gratuito para los vecinos menores de 18 años y cuesta 20 euros al año para los adultos. Los estudiantes y los aprendices pagan 8 euros. Traiga un documento de identidad y una prueba de su domicilio. Un carné perdido se sustituye por 5 euros.

## Préstamo y devolución

Puede llevarse 30 documentos a la vez. Los libros se prestan cuatro semanas, las películas, los juegos y las revistas una semana. El préstamo se prorroga dos veces si nadie ha reservado el libro. Por cada día de retraso cobramos 25 céntimos por documento.

## Ordenadores e impresión

La red se llama Puerto-Libre y pide el número de su carné. Una página en blanco y negro cuesta 10 céntimos, en color 40 céntimos. Escanear en una memoria es gratis.

## Cómo llegar

Las líneas de tranvía 3 y 7 paran en la Antigua Aduana. Hay aparcamientos para bicicletas en las dos entradas. A todas las plantas se llega en ascensor, y los perros guía son bienvenidos.
`,
    },
    {
      name: 'espresso.md',
      text: `# Cafetera Aurora 3

## Antes del primer uso

Enjuague el depósito y llénelo de agua fría hasta la marca MAX. Coloque un recipiente debajo de la salida y pulse el botón de enjuague. La caldera calienta durante unos 90 segundos.

## Espumar la leche

Llene la jarra hasta un tercio con leche fría. Pare a los 65 grados: la leche más caliente pierde su dulzor. Limpie enseguida la boquilla con un paño húmedo.

## Descalcificar

Descalcifique cuando se encienda la luz naranja, a más tardar cada tres meses. Disuelva un sobre de descalcificador en un litro de agua. El programa dura 22 minutos y no debe interrumpirse. No use nunca vinagre: ataca las juntas.

## Luces de aviso

Una luz azul que parpadea significa que el depósito está vacío. Una luz roja significa que la caldera está demasiado caliente: apague la cafetera y deje que se enfríe 20 minutos.

## Garantía

La garantía vale 24 meses desde la compra. Los daños por la cal no están cubiertos. Guarde la factura y envíe la cafetera en su caja original al taller de Graz.
`,
    },
  ],
  onTopic: [
    ['¿Abre la biblioteca los domingos?', 'Cerramos los domingos'],
    ['¿Cuánto cuesta el carné para estudiantes?', '8 euros'],
    ['¿Cuántas semanas se prestan los libros?', 'cuatro semanas'],
    ['¿Cuánto se paga por cada día de retraso?', '25 céntimos'],
    ['¿Cuánto cuesta una página en color?', '40 céntimos'],
    ['¿Qué tranvía lleva a la biblioteca?', 'líneas de tranvía'],
    ['¿Cada cuánto hay que descalcificar la cafetera?', 'tres meses'],
    ['¿Puedo usar vinagre para descalcificar?', 'nunca vinagre'],
    ['¿Qué significa la luz azul que parpadea?', 'depósito está vacío'],
    ['¿Cuántos meses vale la garantía?', '24 meses'],
    ['¿A cuántos grados hay que parar la leche?', '65 grados'],
    ['He perdido el carné', 'sustituye'],
  ],
  offTopic: [
    '¿Cuál es la capital de Francia?',
    '¿Quién ganó el mundial de fútbol en 1998?',
    '¿Cómo se hace un buen pan de masa madre?',
    '¿Cuál es el precio del bitcoin hoy?',
    'Explica la teoría de la relatividad',
    '¿A qué distancia está la luna?',
    '¿Quién escribió Romeo y Julieta?',
    '¿Cuál es el mejor momento para plantar tomates?',
    '¿Cómo funcionan las vacunas?',
    'Escribe un poema sobre el mar',
    '¿Qué lenguaje de programación debo aprender primero?',
    '¿Cuántas personas viven en Brasil?',
    'Cuéntame un chiste',
    '¿Cuál es el sentido de la vida?',
    '¿Cómo se cambia una rueda pinchada?',
    '¿Quién es el presidente de los Estados Unidos?',
    '¿Cuánto tiempo dura un vuelo de Madrid a Sídney?',
    '¿Puedes recomendarme una buena novela?',
    '¿Va a llover mañana?',
    '¿Cómo consigo un crédito para una casa?',
  ],
  missed: ['¿Abre la biblioteca los domingos?'],
}

const CHINESE: LanguageCase = {
  language: 'Chinese',
  documents: [
    {
      name: '图书馆.md',
      text: `# 港口图书馆参观指南

## 开放时间

主厅星期二至星期五上午九点至晚上八点开放，星期六开放至下午五点。星期日、星期一和法定假日闭馆。持借书证每天早上六点至晚上十一点可以进入一楼阅览室。

## 借书证

未满十八岁的居民免费办理借书证，成人每年二十欧元。学生和学徒每年八欧元。请携带身份证和住址证明。遗失的借书证补办费为五欧元。

## 借阅与归还

每次最多可借三十件。图书可借四周，电影、游戏和杂志可借一周。如果无人预约，可以续借两次。逾期每件每天收取二十五欧分。

## 电脑与打印

无线网络名为“港口自由”，需要输入借书证号码。黑白打印每页十欧分，彩色打印每页四十欧分。扫描到存储卡免费。

## 交通

电车三号线和七号线在老海关站停靠。两个入口都有自行车停放处。所有楼层都可以乘电梯到达，欢迎导盲犬。
`,
    },
    {
      name: '咖啡机.md',
      text: `# 极光三号咖啡机说明书

## 首次使用

冲洗水箱，注入新鲜冷水至最高刻度。在出水口下方放置容器，按下冲洗按钮。锅炉加热约九十秒。

## 打奶泡

在奶缸中倒入三分之一的冷牛奶。到六十五度时停止：温度更高的牛奶会失去甜味。立即用湿布擦拭蒸汽管。

## 除垢

橙色指示灯亮起时请除垢，最迟每三个月一次。将一袋除垢剂溶于一升水中。程序持续二十二分钟，不得中断。切勿使用醋：醋会损坏密封圈。

## 指示灯

蓝色指示灯闪烁表示水箱已空。红色指示灯表示锅炉过热：请关闭机器，冷却二十分钟。

## 保修

自购买之日起保修二十四个月。水垢造成的损坏不在保修范围内。请保留发票，并用原包装将机器寄往格拉茨的维修中心。
`,
    },
  ],
  onTopic: [
    ['图书馆星期日开放吗？', '星期日'],
    ['学生办理借书证要多少钱？', '八欧元'],
    ['图书可以借多久？', '四周'],
    ['逾期归还要交多少钱？', '二十五欧分'],
    ['彩色打印每页多少钱？', '四十欧分'],
    ['坐哪路电车去图书馆？', '电车三号线'],
    ['咖啡机多久除垢一次？', '三个月'],
    ['可以用醋除垢吗？', '切勿使用醋'],
    ['蓝色指示灯闪烁表示什么？', '水箱已空'],
    ['保修期有多久？', '二十四个月'],
    ['牛奶加热到多少度停止？', '六十五度'],
    ['借书证遗失了怎么办？', '补办费'],
  ],
  offTopic: [
    '法国的首都是哪里？',
    '谁赢得了一九九八年世界杯足球赛？',
    '怎样烤酸面包？',
    '今天比特币的价格是多少？',
    '请解释相对论',
    '月球离地球有多远？',
    '谁写了《罗密欧与朱丽叶》？',
    '什么时候种番茄最好？',
    '疫苗是如何起作用的？',
    '写一首关于大海的诗',
    '应该先学哪种编程语言？',
    '巴西有多少人口？',
    '给我讲个笑话',
    '人生的意义是什么？',
    '怎么更换瘪了的轮胎？',
    '美国总统是谁？',
    '从北京飞到悉尼要多长时间？',
    '推荐一部好看的科幻片',
    '明天会下雨吗？',
    '怎样申请买房贷款？',
  ],
  missed: ['保修期有多久？'],
}

export const LANGUAGE_CASES: readonly LanguageCase[] = [GERMAN, FRENCH, SPANISH, CHINESE]
