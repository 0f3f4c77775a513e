/**
 * Words of other languages than English that say nothing about what a text is about (articles, pronouns, prepositions,
 * conjunctions, forms of to be and to have), by the Snowball name of the language. They tell languages apart, too.
 */
export const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  arabic: `في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم هن أنا نحن أنت كان كانت يكون تكون قد لقد لا لم لن
  ما ماذا متى أين كيف هل أن إن إذا أو ثم بل لكن حتى بعد قبل عند كل بعض بين غير منذ حيث أي أيضا كما لدى ليس و`,
  danish: `og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham hun nu
  over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være dog noget ville
  jo deres efter ned skulle denne end dette mit også under have dig anden hende mine alt meget sit sine vor mod disse hvis
  din nogle hos blive mange ad bliver hendes været thi jer sådan hvordan hvorfor hvilken hvem kan`,
  dutch: `de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn
  men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu
  ge geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd
  altijd doch wordt wezen kunnen ons zelf tegen na reeds wil kon niets uw iemand geweest andere welke waar waarom wanneer`,
  finnish: `olla olen olet on olemme olette ovat ole oli olisi olivat en et ei emme ette eivät minä minun minua sinä sinun
  hän hänen häntä me meidän te teidän he heidän tämä tämän tätä tässä tästä tähän tuo tuon se sen sitä siinä siitä siihen
  nämä nuo ne niiden niitä niissä kuka kenen mikä minkä mitä missä mistä mihin mitkä joka jonka jota jossa josta johon jotka
  että ja jos koska kuin mutta niin sekä sillä tai vaan vai vaikka kanssa mukaan noin poikki yli kun nyt itse myös miten
  miksi milloin`,
  french: `au aux avec ce ces cet cette dans de des du elle elles en et eux il ils je la le les leur leurs lui ma mais me
  même mes moi mon ne nos notre nous on ou où par pas pour qu que qui quoi sa se ses son sur ta te tes toi ton tu un une vos
  votre vous c d j l à m n s t y été étée étés étant suis es est sommes êtes sont serai sera serons seront serait étais
  était étaient fut furent soit soient ai as a avons avez ont aura aurait avait avaient eu eut aie ait comment quand quel
  quelle quels quelles pourquoi si ni donc car dont plus très sans sous entre vers chez puis aussi comme ça cela ceci être
  avoir`,
  german: `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
  beim bin bis bist da damit dann das dass daß dasselbe dazu dein deine deinem deinen deiner dem den denn der derer des
  desselben dessen dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du durch ein eine einem
  einen einer eines einig einige einigen einiger er es etwas euch euer eure für gegen gewesen hab habe haben hat hatte
  hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist jede jedem jeden jeder
  jedes jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner können könnte machen man manche manchem
  manchen mancher mein meine meinem meinen meiner mich mir mit muss musste nach nicht nichts noch nun nur ob oder ohne sehr
  sein seine seinem seinen seiner seines selbst sich sie sind so solche solchem solchen solcher soll sollte sondern sonst
  über um und uns unser unsere unserem unseren unserer unter viel vom von vor war waren was weg weil weiter welche welchem
  welchen welcher welches wenn wer werde werden wie wieder will wir wird wirst wo wann warum wollen wollte worden wurde
  wurden würde würden zu zum zur zwar zwischen bitte`,
  hungarian: `a ahogy ahol aki akik akkor alatt amely amelyek ami az azok azon azt aztán által azért be benne bár csak de
  e ebben egy egyes egyik együtt el ekkor előtt emilyen én ennek erre és ez ezek ezen ezt ezzel fel fölött ha hanem hogy
  hogyan hol honnan hozzá igen ill illetve így is itt jó kell ki kívül között közül le legyen lenni lesz lett maga magát
  majd már még meg melyik mert mely mi miért míg mikor milyen minden mint mintha mit nagyon ne nem nincs olyan ott össze
  ő ők őket pedig persze rá s saját sem semmi sok számára szemben szerint szinte talán te tehát tovább után úgy újra utána
  vagy vagyis vagyok valaki valami való van vannak vele viszont volna volt voltam voltak`,
  italian: `ad al allo ai agli alla alle con col coi da dal dallo dai dagli dalla dalle di del dello dei degli della delle in
  nel nello nei negli nella nelle su sul sullo sui sugli sulla sulle per tra fra contro io tu lui lei noi voi loro mio mia
  miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra mi ti ci vi lo la li le gli ne il
  un uno una ma ed se perché anche come dov dove che chi cui non più quale quali quanto quanti quanta quante quello quelli
  quella quelle questo questi questa queste si tutto tutti a c e i l o è ho hai ha abbiamo avete hanno abbia aveva avevano
  ebbe sono sei siamo siete sia siano sarà saranno sarebbe era erano fu furono essere avere stato stata quando`,
  norwegian: `og i jeg det at en et den til er som på de med han av ikke der så var meg seg men ett har om vi min mitt ha
  hadde hun nå over da ved fra du ut sin dem oss opp man kan hans hvor eller hva skal selv sjøl her alle vil bli ble blitt
  kunne inn når være kom noen noe ville dere deres kun ja etter ned skulle denne for deg si sine sitt mot å meget hvorfor
  dette disse uten hvordan ingen din ditt blir samme hvilken hvilke sånn hver hvem vår hvis både bare fordi før mange også
  slik vært begge siden`,
  portuguese: `de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando
  muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa num nem
  suas meu às minha numa pelos elas qual nós lhe deles essas esses pelas este dele tu te vocês vos lhes meus minhas teu tua
  nosso nossa nossos nossas dela delas esta estes estas aquele aquela aqueles aquelas isto aquilo estou está estamos estão
  estava estavam seja sejam é são era eram foi foram ser será seria ter tem têm tinha tinham terá há haver houve onde porque
  quais quanto`,
  romanian: `a acea aceasta această acei aceia acel acela acele acelea acest acesta aceste acestea acești ai al ale am ar
  are as asupra au aveam avem aveți azi că când care căreia cărora căruia care cât câte către ce cei cel cele chiar ci cine
  cu cum da dacă dar de deci deja deși din dintre după ea ei el ele era erau este eu fi fie fiecare fiind fost iar îi îl în
  înainte între își la le li lor lui mai mea mei meu mi mult nici nimic niște noastră noi nostru nostri nouă nu o ori pe
  pentru peste poate prin s sa sale sau se și sunt suntem ta tale te toate tot toți tu un una unde unei unele unor unui va
  vă voastră voi vor vouă vostru`,
  russian: `и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня
  еще нет о из ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом
  себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж
  тогда кто этот того потому этого какой совсем ним здесь этом один почти мой тем чтобы нее были куда зачем всех никогда
  можно при наконец два об другой хоть после над больше тот через эти нас про всего них какая много разве эту моя впрочем
  свою этой перед иногда лучше чуть том нельзя такой им более всегда конечно всю между это как почему сколько`,
  spanish: `de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta
  entre cuando muy sin sobre también me hasta hay donde quien quién desde todo nos durante todos uno les ni contra otros ese
  eso ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual cuál
  poco ella estar estas algunas algo nosotros mi mis tú te ti tu tus ellas vosotros os mío mía suyo suya nuestro nuestra
  nuestros nuestras es son era eran fue fueron ser será sería soy somos sea sean está están estaba estaban ha han había
  habían haya he hemos hubo tiene tienen tenía cómo cuándo dónde cuánto cuántos si`,
  swedish: `och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du henne då sin
  nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter upp vi dem vara vad över än dig kan
  sina här ha mot alla under någon eller allt mycket sedan ju denna själv detta åt utan varit hur ingen mitt ni bli blev oss
  din dessa några deras blir mina samma vilken er sådan vår blivit dess inom mellan sådant varför varje vilka ditt vem vilket
  sitt sådana vart dina vars vårt våra ert era vilkas ska finns`,
  turkish: `acaba ama ancak artık aslında az bana bazı belki ben benden beni benim bile bir biri birkaç birçok biz bize bizi
  bizim böyle bu buna bunda bundan bunlar bunları bunun burada çok çünkü da daha de defa değil diğer diye dolayı eğer en
  fakat gibi göre hangi hani hem hep hepsi her herhangi herkes hiç için ile ilgili ise işte kadar karşın kendi kendine kez
  ki kim kime kimi kimse mı mi mu mü nasıl ne neden nedenle nerde nerede niye o olan olarak oldu olduğu olması olsa olur
  ona ondan onlar onları onların onu onun orada oysa öyle pek rağmen sanki şayet sen senden seni senin siz size sizi sizin
  şey şu şuna şunu tarafından tüm üzere var ve veya ya yani yerine yine yoksa zaten`,
}
