"""What people look for at the demo's catalogue, as they type it, and what they want: the slug of a site or
route, or slug/code of a programme; several where each is as right."""

from __future__ import annotations

QUERIES = """
вычегодский лист | vychegda-sheet
Вычегодский Лист | vychegda-sheet
ВЫЧЕГОДСКИЙ ЛИСТ | vychegda-sheet
«Вычегодский лист» | vychegda-sheet
вычигодский лист | vychegda-sheet
вычегодскй лист | vychegda-sheet
вычегодского листа | vychegda-sheet
dsxtujlcrbq kbcn | vychegda-sheet
вычегод | vychegda-sheet
vychegda | vychegda-sheet
vychegda sheet | vychegda-sheet
Vychegda Sheet paper mill | vychegda-sheet
vichegda sheet | vychegda-sheet
бумажная фабрика | vychegda-sheet
бумажная фабрека | vychegda-sheet
бумажную фабрику | vychegda-sheet
бумажной фабрике | vychegda-sheet
бумажнай фабрика | vychegda-sheet
,evf;yfz af,hbrf | vychegda-sheet
хочу на бумажную фабрику | vychegda-sheet
бумага | vychegda-sheet
,evfuf | vychegda-sheet
как делают бумагу | vychegda-sheet
целлюлозно-бумажное производство | vychegda-sheet
целлюлоза | vychegda-sheet
paper mill | vychegda-sheet
PAPER MILL | vychegda-sheet
papper mill | vychegda-sheet
зфзук ьшдд | vychegda-sheet
pulp and paper | vychegda-sheet
щепа | vychegda-sheet
машинист бумагоделательной машины | vychegda-sheet
слесарь кипиа | vychegda-sheet
КИПиА | vychegda-sheet
instrumentation technician | vychegda-sheet
профессии бумажной фабрики | vychegda-sheet/career vychegda-sheet
неделя в лаборатории | vychegda-sheet/intern
a week in the lab | vychegda-sheet/intern
войлокно | voilokno
Войлокно | voilokno
войлакно | voilokno
войлокна | voilokno
djqkjryj | voilokno
voilokno | voilokno
vojlokno | voilokno
нетканые материалы | voilokno
неткание материалы | voilokno
нетканных материалов | voilokno
текстиль | voilokno
non-wovens | voilokno
nonwovens factory | voilokno
от волокна к рулону | voilokno/tour
from fibre to roll | voilokno/tour
оператор чесальной машины | voilokno
логист | voilokno
logistics | voilokno
инженер по качеству | voilokno
контролёр качества | voilokno/trial
контролер качества | voilokno/trial
quality inspector | voilokno/trial
белая сысола | belaya-sysola
Белая Сысола | belaya-sysola
белая сисола | belaya-sysola
белая сысалла | belaya-sysola
,tkfz cscjkf | belaya-sysola
belaya sysola | belaya-sysola
молочный завод | belaya-sysola
малочный завод | belaya-sysola
молочнй завод | belaya-sysola
молоко | belaya-sysola
vjkjrj | belaya-sysola
dairy | belaya-sysola
dary | belaya-sysola
dairi | belaya-sysola
микробиолог | belaya-sysola
микробеолог | belaya-sysola
microbiologist | belaya-sysola
технолог на один час | belaya-sysola/career
мастер молочного производства | belaya-sysola
слоист | sloist
Cлоист | sloist
слоест | sloist
слаист | sloist
ckjbcn | sloist
Sloist | sloist
фанера | sloist
фонера | sloist
фанеру | sloist
фанерный цех | sloist
фанерного цеха | sloist
aythf | sloist
plywood | sloist
plywod | sloist
емва | sloist
Емва | sloist
tvdf | sloist
yemva | sloist
лесопереработка | sloist
слой за слоем | sloist/tour
layer by layer | sloist/tour
склей свой образец | sloist/trial
оператор пресса | sloist
лущильщик шпона | sloist
лущильшик | sloist
помощник технолога | sloist/intern
первая скважина | pervaya-skvazhina
первая сква | pervaya-skvazhina
первая скважена | pervaya-skvazhina
перваяя скважина | pervaya-skvazhina
gthdfz crdf;byf | pervaya-skvazhina
first well | pervaya-skvazhina
учебный полигон | pervaya-skvazhina
история северной нефти | pervaya-skvazhina/tour
день с буровиком | pervaya-skvazhina/career
лаборант-нефтехимик | pervaya-skvazhina
бурильщик | pervaya-skvazhina
driller | pervaya-skvazhina
нянь-пач | nyan-pach
Нянь-Пач | nyan-pach
няньпач | nyan-pach
нянь пач | nyan-pach
ньянпач | nyan-pach
nyan-pach | nyan-pach
хлебный цех | nyan-pach
хлебнй цех | nyan-pach
хлеб | nyan-pach
пекарь | nyan-pach
пекорь | nyan-pach
gtrfhm | nyan-pach
bakery | nyan-pach
bakkery | nyan-pach
baker | nyan-pach
кондитер | nyan-pach
кандитер | nyan-pach
экскурсия и мастер-класс | nyan-pach/tour
морошковая сода | moroshka-soda
морошковоя сода | moroshka-soda
морошка | moroshka-soda
vjhjirf | moroshka-soda
cloudberry | moroshka-soda
cloudbery soda | moroshka-soda
лимонад | moroshka-soda
квас | moroshka-soda
цех напитков | moroshka-soda
сосногорск | moroshka-soda
сосногорс | moroshka-soda
сосногрск | moroshka-soda
Sosnogorsk | moroshka-soda
drinks works | moroshka-soda
полярный контур | polar-contour
палярный контур | polar-contour
gjkzhysq rjyneh | polar-contour
polar contour | polar-contour
тепловая станция | polar-contour
теплавая станция | polar-contour
электромонтёр | polar-contour
электромонтер | polar-contour
електромонтёр | polar-contour
electrician | polar-contour
electritian | polar-contour
машинист паровой турбины | polar-contour
станция изнутри | polar-contour/tour
тёплый след | warm-trace
теплый след | warm-trace
тплый след | warm-trace
warm trace | warm-trace
ntgksq cktl | warm-trace
валенки | warm-trace
валенок | warm-trace
пимы | warm-trace
пимокатная артель | warm-trace
пимакатная артель | warm-trace
валяние | warm-trace warm-trace/class
мастер-класс по валянию | warm-trace/class
felting class | warm-trace/class
felt boots | warm-trace
народные промыслы | warm-trace
приполярный кварц | subpolar-quartz
преполярный кварц | subpolar-quartz
subpolar quartz | subpolar-quartz
геологический дом | subpolar-quartz
геолог | subpolar-quartz pervaya-skvazhina
инта | subpolar-quartz
bynf | subpolar-quartz
inta | subpolar-quartz
минерал | subpolar-quartz/trial subpolar-quartz
определи минерал | subpolar-quartz/trial
камни урала | subpolar-quartz/tour
чёрный горизонт | black-horizon
черный горизонт | black-horizon
чорный горизонт | black-horizon
xthysq ujhbpjyn | black-horizon
black horizon | black-horizon
шахта | black-horizon
музей-шахта | black-horizon
воркута | black-horizon
воркутта | black-horizon
Воркуте | black-horizon
djhrenf | black-horizon
vorkuta | black-horizon
мщклгеф | black-horizon
уголь | black-horizon pechora-mainline
угольная промышленность | black-horizon
проходчик | black-horizon
горноспасатель | black-horizon
буровая 66 | rig-66
буравая 66 | rig-66
rig 66 | rig-66
центр подготовки | rig-66
усинск | rig-66
усинске | rig-66
usinsk | rig-66
смена на буровой | rig-66/career
краткосрочная стажировка | rig-66/intern
узловая | uzlovaya
узлавая | uzlovaya
депо | uzlovaya
депо-музей | uzlovaya
ltgj | uzlovaya
uzlovaya | uzlovaya
микунь | uzlovaya
машинист | uzlovaya polar-contour vychegda-sheet
диспетчер | uzlovaya/trial
диспетчир | uzlovaya/trial
train driver | uzlovaya
тёплая линия | warm-line
теплая линия | warm-line
warm line | warm-line
вуктыл | warm-line
вуктил | warm-line
дорога газа | warm-line/tour
лес лист | forest-to-sheet
from forest to sheet | forest-to-sheet
вкус севера | northern-taste
вкус севера | northern-taste
taste of the north | northern-taste
тепло и ток | heat-and-current
печорская магистраль | pechora-mainline
печёрская магистраль | pechora-mainline
pechora mainline | pechora-mainline
печора | polar-contour warm-trace
печёра | polar-contour warm-trace
сыктывкар | vychegda-sheet voilokno belaya-sysola
сиктивкар | vychegda-sheet voilokno belaya-sysola
Сӧктывкар | vychegda-sheet voilokno belaya-sysola
ухта | pervaya-skvazhina nyan-pach
"""
